import { readFile } from 'node:fs/promises'
import type { ListedTenant, ShownPlan, ShownTenant, TenantCommand } from '../control/tenants.ts'
import { planLines } from '../control/tenants-file/plan-lines.ts'
import { publishedSchema } from '../control/tenants-file/schema.ts'
import { joinTenantCommands } from '../join/tenant-commands.ts'
import { runCommand } from './run-command.ts'

/** Makes tenants what a file says, or only says what would be changed. */
export async function applyTenantsFile(file: string, options: { dryRun?: boolean; graceDays?: number }): Promise<void> {
  const text = await readFile(file, 'utf8')
  const plans = (await doCommand('tenants/apply', { file, text, ...options })) as readonly ShownPlan[]
  process.stdout.write(
    plans
      .flatMap(planLines)
      .map((line) => `${line}\n`)
      .join(''),
  )
  const changed = plans.filter(({ outcome }) => outcome !== 'unchanged').length
  process.stderr.write(
    options.dryRun
      ? `${changed} of ${plans.length} tenants would be changed. Nothing was written.\n`
      : `${changed} of ${plans.length} tenants were changed.\n`,
  )
}

/** Prints the tenants, oldest first. */
export async function listTenants({ json }: { json?: boolean }): Promise<void> {
  const tenants = (await doCommand('tenants/list')) as readonly ListedTenant[]
  if (json) return print(tenants)
  for (const { name, id, hosts, keys, changedAt } of tenants) {
    const facts = [name.padEnd(16), id, hosts.join(',') || 'no host', keysOf(keys), `changed ${changedAt}`]
    process.stdout.write(`${facts.join('  ')}\n`)
  }
}

const keysOf = (count: number): string => (count === 1 ? '1 key' : `${count} keys`)

/** Prints what holds for a tenant, and what of it holds because it says nothing. */
export async function showTenant(name: string, { json }: { json?: boolean }): Promise<void> {
  const tenant = (await doCommand('tenants/show', { name })) as ShownTenant
  if (json) return print(tenant)
  const { id, hosts, keys, changedAt, settings } = tenant
  const width = Math.max(...settings.map((setting) => setting.name.length))
  const lines = [
    `${tenant.name}  ${id}`,
    `hosts: ${hosts.join(', ') || 'none'}; ${keysOf(keys)}; changed ${changedAt}`,
    ...settings.map((one) => `  ${one.name.padEnd(width)}  ${JSON.stringify(one.value)}${one.isUsual ? '  (usual)' : ''}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Prints a file that `apply` takes: of one tenant or all of them. */
export async function exportTenants(name: string | undefined): Promise<void> {
  print(await doCommand('tenants/export', name === undefined ? {} : { name }))
}

export function printTenantsSchema(): void {
  process.stdout.write(publishedSchema())
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

const doCommand = (command: TenantCommand, given: object = {}): Promise<unknown> =>
  runCommand(command, given, ({ engine, keyring }) => joinTenantCommands({ engine, keyring, onApplied: () => {} }))
