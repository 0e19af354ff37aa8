import { readFile } from 'node:fs/promises'
import { v7 as newId } from 'uuid'
import { createApiKeySecrets } from '../adapters/secrets/api-key-secrets.ts'
import { apiKeyTexts } from '../adapters/secrets/api-key-texts.ts'
import type { Keyring } from '../adapters/secrets/keyring.ts'
import { type Config, ConfigurationError } from '../config/config.ts'
import { readGraceSeconds } from '../control/key-arguments.ts'
import { applyTenants, type TenantCommandsDeps, tenantCommands } from '../control/tenants.ts'
import { TenantsFileError } from '../control/tenants-file/document.ts'
import type { Engine } from '../storage/engine.ts'
import { declarationTransaction } from '../storage/tenant-declarations.ts'
import { withoutTenant } from '../storage/transaction.ts'

export interface TenantParts {
  readonly engine: Engine
  /** Asked for only where it is needed: a command beside no server may have to make the secret first. */
  keyring(): Promise<Keyring>
  /** Told when tenants may have changed, so that whoever remembers them forgets. */
  readonly onApplied: () => void
}

/** The commands about tenants, on this database. */
export const joinTenantCommands = (parts: TenantParts) => tenantCommands(commandDeps(parts))

function commandDeps({ engine, keyring, onApplied }: TenantParts): TenantCommandsDeps {
  const transaction: TenantCommandsDeps['transaction'] = (work) =>
    withoutTenant(engine, (session) => work(declarationTransaction(session)))
  return {
    transaction,
    onApplied,
    declaring: async () => ({
      transaction,
      secrets: createApiKeySecrets(await keyring()),
      texts: apiKeyTexts,
      newId: () => newId(),
    }),
  }
}

/** What a tenants file came to at a start. */
export interface AppliedFile {
  readonly file: string
  /** How many tenants it names. */
  readonly declared: number
  /** How many of them were made or changed. */
  readonly changed: number
}

/**
 * Applies the tenants file of the configuration, if there is one. Nodes that start together wait for each other, and all but
 * the first find nothing to change.
 *
 * @throws ConfigurationError when it cannot be read, or with everything that is wrong with it
 */
export async function applyTenantsFile(
  { tenantsFile: file }: Pick<Config, 'tenantsFile'>,
  parts: TenantParts,
): Promise<AppliedFile | undefined> {
  if (file === undefined) return undefined
  try {
    const options = { isDryRun: false, graceSeconds: readGraceSeconds({}) }
    const plans = await applyTenants({ file, text: await readText(file) }, options, commandDeps(parts))
    return { file, declared: plans.length, changed: plans.filter(({ outcome }) => outcome !== 'unchanged').length }
  } catch (error) {
    if (error instanceof TenantsFileError) throw new ConfigurationError(error.message, { cause: error })
    throw error
  }
}

const readText = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError(`PATRON_TENANTS_FILE is ${file}, which cannot be read: ${why}`, { cause: error })
  })
