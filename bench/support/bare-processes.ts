import { availableParallelism } from 'node:os'
import { type BareHashRate, rateOf } from './bare-hash.ts'
import type { BareHashes } from './bare-hash-worker.ts'
import { type Command, runCommand } from './run-command.ts'

/**
 * Bare hashes of another system, in as many processes as there are cores.
 *
 * @param command  takes the milliseconds as its last argument and prints `BareHashes` as JSON
 */
export async function measureBareProcesses(command: Command, milliseconds: number): Promise<BareHashRate> {
  const told = { ...command, arguments: [...command.arguments, String(milliseconds)] }
  const printed = await Promise.all(Array.from({ length: availableParallelism() }, () => runCommand(told)))
  return rateOf(printed.map((text) => JSON.parse(text) as BareHashes))
}
