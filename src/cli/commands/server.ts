import type { Command } from 'commander'
import { doctor } from '../doctor.ts'
import { migrate } from '../migrate.ts'
import { serve } from '../serve.ts'

/** The server itself, and what is done before it and to look at it. */
export function addServerCommands(program: Command): void {
  program.command('serve').description('start the server').action(serve)
  program.command('migrate').description('apply pending migrations to the database').action(migrate)
  program
    .command('doctor')
    .description('check database, durability, clock and settings, and measure how many sign-ins a second the machine bears')
    .option('--json', 'print the findings for a program')
    .action(doctor)
}
