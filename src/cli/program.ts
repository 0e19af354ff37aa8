import { Command } from 'commander'
import { version } from '../version.ts'
import { addCompletionCommand } from './commands/completion.ts'
import { addCustomerCommands } from './commands/customers.ts'
import { addEventCommands } from './commands/events.ts'
import { addExportCommand } from './commands/export.ts'
import { addImportCommand } from './commands/import.ts'
import { addKeyCommands } from './commands/keys.ts'
import { addRetentionCommand } from './commands/retention.ts'
import { addServerCommands } from './commands/server.ts'
import { addStatsCommand } from './commands/stats.ts'
import { addTenantCommands } from './commands/tenants.ts'

const furtherHelp = `
Begin:
  patron serve                                    the embedded database in ./data, on http://127.0.0.1:8080
  DATABASE_URL=postgres://… patron serve          your PostgreSQL (set PATRON_SECRET_KEY, too)
  DATABASE_URL=… PATRON_MIGRATION_URL=… patron migrate
                                                  the tables, as the role that owns them
  patron doctor                                   what is wrong, and what this machine can bear

Set up:
  patron keys create --kind service --name shop   a key for the shop's back end, shown once
  patron keys create --kind storefront --name web a key for the shop's pages, which call the storefront API
  patron tenants apply tenants.json --dry-run     what a file of tenants, their settings and keys would change

Move in and out:
  patron import customers.json --dry-run          what would come of customers of another system, with their passwords
  patron export --out customers.jsonl             every customer, to be imported elsewhere

Day to day:
  patron customers find ada@                      customers by the beginning of an address or a name
  patron customers show 1042                      what is kept of one
  patron events tail --follow                     what happens, as it happens
  patron stats --by hour                          registrations, sign-ins and refusals

Patron is configured by environment variables; docs/configuration.md lists them all. Commands also work while a server runs on the
same data folder: it does them itself. Every command has its own --help. What reads takes --json.`

/** Adds a group of commands; what `--help` lists is in the order of the groups. */
type AddCommands = (program: Command) => void

const groups: readonly AddCommands[] = [
  addServerCommands,
  addCustomerCommands,
  addEventCommands,
  addStatsCommand,
  addRetentionCommand,
  addKeyCommands,
  addTenantCommands,
  addImportCommand,
  addExportCommand,
  addCompletionCommand,
]

/** The commands there are, declared in a file per group under `commands/`. */
export function createProgram(): Command {
  const program = new Command('patron')
    .description('A customer accounts server for commerce: three published contracts over one core.')
    .version(version)
    .addHelpText('after', furtherHelp)
  for (const add of groups) add(program)
  return program
}
