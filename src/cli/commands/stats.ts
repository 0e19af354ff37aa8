import type { Command } from 'commander'
import { asJson, exampleLines, ofTenant, wholeDays } from './arguments.ts'
import { lazily } from './lazily.ts'

const statsActions = () => import('../stats.ts')

const about = `
Registrations and events are those that are stored. Sign-ins and refusals are what servers count and store once a minute: of a
server that is killed the last minute is missing. Hours and days are those of UTC.`

export function addStatsCommand(program: Command): void {
  program
    .command('stats')
    .description('registrations, sign-ins and refusals over time')
    .option('--days <days>', 'today and the days before it; absent, 14 by the day and 1 by the hour', wholeDays)
    .option('--by <period>', 'day or hour; absent, day')
    .option(...asJson)
    .option(...ofTenant)
    .addHelpText('after', about)
    .addHelpText('after', exampleLines('patron stats', 'patron stats --by hour', 'patron stats --days 90 --tenant outlet --json'))
    .action(lazily(statsActions, ({ printStats }) => printStats))
}
