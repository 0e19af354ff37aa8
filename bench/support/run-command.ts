import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { foreignEnvironment } from './started-process.ts'

export interface Command {
  readonly command: string
  readonly arguments: readonly string[]
  readonly folder?: string
  readonly environment?: Readonly<Record<string, string>>
}

/** @returns what it printed. @throws Error with what it wrote to stderr when it ends otherwise than well */
export async function runCommand({ command, arguments: given, folder, environment }: Command): Promise<string> {
  const options = { cwd: folder, env: { ...foreignEnvironment(), ...environment }, maxBuffer: 2 ** 26 }
  return (await promisify(execFile)(command, given, options)).stdout
}
