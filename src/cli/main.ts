import { Command } from 'commander'
import { ConfigurationError } from '../config/config.ts'
import { version } from '../version.ts'
import { doctor } from './doctor.ts'
import { migrate } from './migrate.ts'
import { serve } from './serve.ts'

const furtherHelp = `
Patron is configured by environment variables; docs/configuration.md lists them all.

  patron serve                                    the embedded database in ./data, on http://127.0.0.1:8080
  DATABASE_URL=postgres://… patron serve          your PostgreSQL (set PATRON_SECRET_KEY, too)
  DATABASE_URL=… PATRON_MIGRATION_URL=… patron migrate
                                                  the tables, as the role that owns them
  patron doctor                                   what is wrong, and what this machine can bear

Commands also work while a server runs on the same data folder: it does them itself.`

const program = new Command('patron')
  .description('A customer accounts server for commerce: three published contracts over one core.')
  .version(version)
  .addHelpText('after', furtherHelp)

program.command('serve').description('start the server').action(serve)
program.command('migrate').description('apply pending migrations to the database').action(migrate)
program
  .command('doctor')
  .description('check database, durability, clock and settings, and measure how many sign-ins a second the machine bears')
  .option('--json', 'print the findings for a program')
  .action(doctor)

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  // 78: EX_CONFIG of sysexits.h, so that a supervisor can tell a wrong setting from a crash.
  process.exitCode = error instanceof ConfigurationError ? 78 : 1
}
