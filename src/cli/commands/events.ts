import type { Command } from 'commander'
import { exampleLines, ofTenant, position, wholeNumberOf } from './arguments.ts'
import { lazily } from './lazily.ts'

const eventsActions = () => import('../events.ts')

export function addEventCommands(program: Command): void {
  const events = program.command('events').description('what happened to customers, in the order in which it was stored')
  events
    .command('tail')
    .description('print the newest events, or all behind a position; facts only, nothing personal')
    .option('--last <count>', 'without --since: so many, 1 to 1000; absent, 10', wholeNumberOf('events'))
    .option('--since <position>', 'those behind this position', position)
    .option('-f, --follow', 'go on with those to come')
    .option('--type <type...>', 'of these types only, as in registered or customer.registered')
    .option('--json', 'print them for a program, one a line')
    .option(...ofTenant)
    .addHelpText(
      'after',
      exampleLines('patron events tail --follow', 'patron events tail --since 0 --type registered erased --json > events.jsonl'),
    )
    .action(lazily(eventsActions, ({ tailEvents }) => tailEvents))
  events
    .command('replay')
    .description('say which messages that were given up would be sent again; --send sends them')
    .requiredOption('--since <position>', 'of events behind this position', position)
    .option('--channel <channel>', 'mail or push; absent, both')
    .option('--send', 'send them')
    .option('--json', 'print them for a program')
    .option(...ofTenant)
    .addHelpText(
      'after',
      exampleLines('patron events replay --since 0', 'patron events replay --since 120400 --channel mail --send'),
    )
    .action(lazily(eventsActions, ({ replayEvents }) => replayEvents))
}
