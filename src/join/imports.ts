import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import { createHashPool, type HashPoolOptions } from '../adapters/hashing/hash-pool.ts'
import { createCollector } from '../adapters/memory/collect-garbage.ts'
import { toAscii } from '../adapters/network/idna.ts'
import { openRejectsFile } from '../adapters/rejects/rejects-file.ts'
import type { Config } from '../config/config.ts'
import { type ImportReport, reportOf } from '../control/import/report.ts'
import { digestOf } from '../control/import/run-digest.ts'
import { type ImportProgress, type ImportRequest, runImport } from '../control/import/run-import.ts'
import type { BytesRead, DetectedFile, OpenSources } from '../control/import/source-files.ts'
import { unknownTenant } from '../control/keys.ts'
import { type System, systems } from '../core/migration/reviewed.ts'
import type { Tenant } from '../core/tenants/tenant.ts'
import type { Engine } from '../storage/engine.ts'
import { tenantLookUp } from '../storage/tenants.ts'
import { assertMigrated, migrateDatabase, openDatabase } from './open-database.ts'

export interface ImportCommand extends Pick<ImportRequest, 'files' | 'duplicates' | 'isDryRun' | 'isAnew'> {
  readonly tenant: string
  /** Absent, it is told by the files. */
  readonly system: System | undefined
  /** Columns that are named otherwise: `TABLE.COLUMN=NAME`. */
  readonly map: readonly string[]
  readonly rejectsFile: string
}

export interface ImportParts {
  readonly config: Config
  readonly openSources: OpenSources
  readonly hashing: HashPoolOptions
  /** Customers stored in one transaction. */
  readonly customersAtOnce: number
  onDetected(detected: readonly DetectedFile[]): void
  onProgress(progress: ImportProgress, bytes: BytesRead): void
}

/**
 * Does `patron import` in this process, on the database the configuration names.
 *
 * @throws an error that says what to do where the embedded database is in use by a server
 */
export async function importFiles(command: ImportCommand, parts: ImportParts): Promise<ImportReport> {
  const { config, openSources, hashing, onDetected, onProgress } = parts
  const { map, files, duplicates, isDryRun, rejectsFile } = command
  const engine = await openDatabase(config, () => {}, { isPatient: true })
  try {
    if (config.migrateOnStart) await migrateDatabase(engine, config) // whoever begins with their customers has started no server yet
    await assertMigrated(engine)
    const tenant = await tenantCalled(command.tenant, engine)
    const { customerTypes } = tenant.settings
    const sources = await openSources(files, { system: command.system, map, customerTypes })
    const system = systemNamed(sources.system)
    onDetected(sources.detected)
    const digest = await digestOf({ files, options: { tenant: tenant.id, system, map, duplicates, isDryRun } })
    const began = performance.now()
    const garbage = createCollector()
    let rows = 0
    const outcome = await runImport(
      { ...command, system, tenant, digest },
      {
        engine,
        sources,
        tokenSeconds: config.storefrontTokenSeconds,
        customersAtOnce: parts.customersAtOnce,
        openRejects: (keptBytes) => openRejectsFile(rejectsFile, keptBytes),
        toAscii,
        newId: createNewId(),
        onProgress(progress) {
          rows = progress.counts.rows
          garbage.collectIfWorthIt()
          onProgress(progress, sources.bytesRead())
        },
      },
    )
    const seconds = (performance.now() - began) / 1000
    garbage.collect()
    return await withHashing(hashing, (millisecondsOf) =>
      reportOf(outcome, {
        ...{ tenant: tenant.name, isDryRun, rejectsFile, seconds, rows, millisecondsOf },
        hashWorkers: config.hashWorkers,
      }),
    )
  } finally {
    await engine.close()
  }
}

const idBytes = 16
const idsAtOnce = 512

/** Makes ids as they are made elsewhere; chance is fetched for many of them at a time, which costs most of making one. */
function createNewId(): () => string {
  const chance = new Uint8Array(idBytes * idsAtOnce)
  let used = chance.length
  return () => {
    if (used === chance.length) {
      randomFillSync(chance)
      used = 0
    }
    used += idBytes
    return v7({ random: chance.subarray(used - idBytes, used) })
  }
}

function systemNamed(name: string): System {
  const system = systems.find((one) => one === name)
  if (!system) throw new Error(`${name} is no system that customers come from.`)
  return system
}

async function tenantCalled(name: string, engine: Engine): Promise<Tenant> {
  const stored = await tenantLookUp(engine).named(name)
  if (!stored) throw new Error(unknownTenant(name))
  return stored.tenant
}

async function withHashing<Result>(
  options: HashPoolOptions,
  work: (millisecondsOf: (scheme: string) => Promise<number>) => Promise<Result>,
): Promise<Result> {
  const hashing = createHashPool({ ...options, workers: 1 }) // one thread tells; each more takes 10 MB
  try {
    return await work((scheme) => hashing.millisecondsOf(scheme))
  } finally {
    await hashing.close()
  }
}
