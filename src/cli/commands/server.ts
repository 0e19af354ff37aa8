import type { Command } from 'commander'
import { exampleLines } from './arguments.ts'
import { lazily } from './lazily.ts'

const doctorActions = () => import('../doctor.ts')
const migrateActions = () => import('../migrate.ts')
const serveActions = () => import('../serve.ts')

/** The server itself, and what is done before it and to look at it. */
export function addServerCommands(program: Command): void {
  program
    .command('serve')
    .description('start the server')
    .addHelpText('after', exampleLines('patron serve', 'PATRON_PORT=9090 DATABASE_URL=postgres://… patron serve'))
    .action(lazily(serveActions, ({ serve }) => serve))
  program
    .command('migrate')
    .description('apply pending migrations to the database')
    .addHelpText('after', exampleLines('DATABASE_URL=… PATRON_MIGRATION_URL=… patron migrate'))
    .action(lazily(migrateActions, ({ migrate }) => migrate))
  program
    .command('doctor')
    .description('check database, durability, clock and settings, and measure how many sign-ins a second the machine bears')
    .option('--json', 'print the findings for a program')
    .addHelpText('after', exampleLines('patron doctor', 'patron doctor --json'))
    .action(lazily(doctorActions, ({ doctor }) => doctor))
}
