import { openLedgerFile } from '../adapters/erasure-ledger/ledger-file.ts'
import { createKeyring, type Keyring } from '../adapters/secrets/keyring.ts'
import { type Config, readConfig } from '../config/config.ts'
import { askRunningServer, isServerRunning } from '../control/socket-client.ts'
import type { ControlCommand } from '../control/socket-path.ts'
import type { ControlCommands } from '../control/socket-server.ts'
import { joinDailyCommands } from '../join/daily-commands.ts'
import { assertMigrated, openDatabase } from '../join/open-database.ts'
import { findSecrets } from './secrets.ts'

/** What a command that is done here works with. */
export interface Here {
  readonly engine: Awaited<ReturnType<typeof openDatabase>>
  readonly config: Config
  /** Asked for only where it is needed: it may have to make the secret first. */
  keyring(): Promise<Keyring>
}

/**
 * Has a running server do a command, or does it here where none runs.
 *
 * @param given  what the command is given, as JSON has it
 * @returns what it answered, as JSON has it
 */
export async function runCommand<Name extends ControlCommand>(
  command: Name,
  given: object,
  joined: (here: Here) => Pick<ControlCommands, Name>,
): Promise<unknown> {
  const config = readConfig(process.env)
  const running = await askRunningServer(config.dataDir, command, given)
  return running ? running.result : withDatabase(config, async (here) => asJson(await joined(here)[command](given)))
}

/** Opens the database for the work, and closes it after. */
export async function withDatabase<Result>(config: Config, work: (here: Here) => Promise<Result>): Promise<Result> {
  const engine = await openDatabase(config, () => {})
  try {
    await assertMigrated(engine)
    return await work({ engine, config, keyring: async () => createKeyring((await findSecrets(config)).secrets) })
  } finally {
    await engine.close()
  }
}

const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

type DailyCommand = keyof ReturnType<typeof joinDailyCommands> & ControlCommand

/** As `runCommand`, of the commands of every day. */
export const runDaily = (command: DailyCommand, given: object): Promise<unknown> => runCommand(command, given, dailyHere)

/** Who does commands, several of them one after the other. */
export interface Doer {
  /** Whether a server that runs does them. */
  readonly isServer: boolean
  run(command: DailyCommand, given: object): Promise<unknown>
}

/** Does work that takes several commands, all by the server that runs, or all here. */
export async function withDaily<Result>(work: (doer: Doer) => Promise<Result>): Promise<Result> {
  const config = readConfig(process.env)
  if (await isServerRunning(config.dataDir)) return work({ isServer: true, run: (...asked) => askOnly(config, ...asked) })
  return withDatabase(config, (here) => {
    const commands = dailyHere(here)
    return work({ isServer: false, run: async (command, given) => asJson(await commands[command](given)) })
  })
}

/** Never here: who follows a server is not to hold the database that it is started on again. */
async function askOnly({ dataDir }: Config, command: DailyCommand, given: object): Promise<unknown> {
  const running = await askRunningServer(dataDir, command, given)
  if (!running) throw new Error('The server has stopped.')
  return running.result
}

const dailyHere = ({ engine, config, keyring }: Here) =>
  joinDailyCommands({ engine, config, keyring, storeTallies: async () => {}, ledger: () => ledgerAt(config) })

/** Nothing is replayed here: that is for a server's start. What a crash tore is made whole before the next line. */
async function ledgerAt({ erasureLedger }: Config) {
  const ledger = await openLedgerFile(erasureLedger, () => {})
  for await (const _erasure of ledger.read());
  return ledger
}
