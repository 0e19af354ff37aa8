import type { DeclarationTransaction, KeyPlan, StoredKey, StoredTenant, TenantPlan } from '../core/tenants/declaration.ts'
import { type DeclareDeps, type DeclareOptions, declareTenants } from '../core/tenants/declare-tenants.ts'
import { usualSettings } from '../core/tenants/settings.ts'
import { propertiesOf } from './given.ts'
import { readGraceSeconds } from './key-arguments.ts'
import { unknownTenant } from './keys.ts'
import type { ControlCommands } from './socket-server.ts'
import { faultInFile } from './tenants-file/declaration-faults.ts'
import { fileOf } from './tenants-file/export.ts'
import { readTenantsFile } from './tenants-file/read.ts'

export interface TenantCommandsDeps {
  transaction<Result>(work: (declared: DeclarationTransaction) => Promise<Result>): Promise<Result>
  /** Asked for only where secrets are kept or compared, since that takes the server's. */
  declaring(): Promise<DeclareDeps>
  /** Told when tenants may have changed. */
  onApplied(): void
}

export type TenantCommand = Extract<keyof ControlCommands, `tenants/${string}`>

/** A tenants file as it is handed over. */
export interface GivenFile {
  /** What messages call it. */
  readonly file: string
  readonly text: string
}

/** A plan as JSON has it, without secrets. */
export interface ShownPlan extends Pick<TenantPlan, 'name' | 'outcome' | 'changes' | 'hostsAdded' | 'hostsRemoved'> {
  readonly keys: readonly (Pick<KeyPlan, 'outcome' | 'changes' | 'isSecretChanged'> & {
    readonly kind: string
    /** Its public id, or its name. */
    readonly called: string
  })[]
  /** How many texts of consents were not declared before. */
  readonly newTexts: number
}

export interface ListedTenant extends Pick<StoredTenant, 'name' | 'id' | 'hosts'> {
  /** How many are good. */
  readonly keys: number
  readonly changedAt: string
}

export interface ShownTenant extends ListedTenant {
  readonly settings: readonly { readonly name: string; readonly value: unknown; readonly isUsual: boolean }[]
}

/** What can be done with tenants, here or by a server that runs. */
export const tenantCommands = (deps: TenantCommandsDeps) =>
  ({
    'tenants/apply': async (given) =>
      applyTenants(readFile(given), { isDryRun: isDryRun(given), graceSeconds: readGraceSeconds(given) }, deps),
    'tenants/list': async () => {
      const { tenants, keys } = await stored(deps)
      return tenants.map((tenant) => listed(tenant, keys))
    },
    'tenants/show': async (given): Promise<ShownTenant> => {
      const { tenants, keys } = await stored(deps)
      const [tenant] = named(tenants, given)
      if (!tenant) throw new Error('A tenant is named by its name, as patron tenants list shows it.')
      const said = new Map<string, unknown>(Object.entries(tenant.settings))
      const settings = Object.entries(usualSettings).map(([name, usual]) =>
        said.has(name) ? { name, value: said.get(name), isUsual: false } : { name, value: usual, isUsual: true },
      )
      return { ...listed(tenant, keys), settings }
    },
    'tenants/export': async (given) => {
      const { tenants, keys } = await stored(deps)
      return fileOf(named(tenants, given), keys)
    },
  }) satisfies Pick<ControlCommands, TenantCommand>

/**
 * Makes tenants what a file says, all of it or nothing.
 *
 * @throws TenantsFileError that names every fault of the file, each by its line
 */
export async function applyTenants(
  { text, file }: GivenFile,
  options: DeclareOptions,
  { declaring, onApplied }: Pick<TenantCommandsDeps, 'declaring' | 'onApplied'>,
): Promise<readonly ShownPlan[]> {
  const { content, declarations, errorOf } = readTenantsFile(text, file)
  const outcome = await declareTenants(declarations, options, await declaring())
  if (!outcome.ok) throw errorOf(outcome.faults.map((fault) => faultInFile(fault, content)))
  if (!options.isDryRun) onApplied()
  return outcome.plans.map(shownPlan)
}

const shownPlan = ({ name, outcome, changes, hostsAdded, hostsRemoved, keys, newTexts }: TenantPlan): ShownPlan => ({
  ...{ name, outcome, changes, hostsAdded, hostsRemoved, newTexts: newTexts.length },
  keys: keys.map(({ declared, outcome, changes, isSecretChanged }) => ({
    ...{ outcome, changes, isSecretChanged, kind: declared.kind, called: declared.publicId ?? declared.name },
  })),
})

const stored = ({ transaction }: Pick<TenantCommandsDeps, 'transaction'>) =>
  transaction(async (declared) => ({ tenants: await declared.tenants(), keys: await declared.keys() }))

const listed = ({ name, id, hosts, changedAt }: StoredTenant, keys: readonly StoredKey[]): ListedTenant => ({
  ...{ name, id, hosts, changedAt: changedAt.toISOString() },
  keys: keys.filter(({ key }) => key.tenantId === id && key.state === 'active').length,
})

/** @returns all of them where none is named */
function named(tenants: readonly StoredTenant[], given: unknown): readonly StoredTenant[] {
  const name = propertiesOf(given)['name']
  if (name === undefined) return tenants
  const found = tenants.filter((tenant) => tenant.name === name)
  if (found.length === 0) throw new Error(unknownTenant(String(name)))
  return found
}

const isDryRun = (given: unknown): boolean => propertiesOf(given)['dryRun'] === true

function readFile(given: unknown): GivenFile {
  const { file, text } = propertiesOf(given)
  if (typeof file !== 'string' || typeof text !== 'string') throw new Error('A tenants file is given by its name and its text.')
  return { file, text }
}
