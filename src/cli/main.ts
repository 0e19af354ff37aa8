import { ConfigurationError } from '../config/config.ts'
import { createProgram } from './program.ts'

try {
  await createProgram().parseAsync()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  // 78: EX_CONFIG of sysexits.h, so that a supervisor can tell a wrong setting from a crash.
  process.exitCode = error instanceof ConfigurationError ? 78 : 1
}
