import type { Period, StatisticsWish } from '../core/statistics/read-statistics.ts'
import type { AsJson } from './as-json.ts'
import { propertiesOf, readWhole, readWord } from './given.ts'
import { readTenantName } from './key-arguments.ts'
import type { ControlCommands } from './socket-server.ts'

export interface StatisticsCommandsDeps {
  /** Of the installation's own tenant where none is named. @throws an error that says that there is no such tenant */
  read(tenant: string | undefined, wish: StatisticsWish): Promise<readonly Period[]>
}

export type ShownPeriod = AsJson<Period>

// As long as counts are kept.
const mostDays = 730
// A day has 24 of them.
const mostDaysByHour = 31

/** What happened over time, here or by a server that runs. */
export const statisticsCommands = ({ read }: StatisticsCommandsDeps) =>
  ({
    stats: async (given) => {
      const wished = propertiesOf(given)
      const by = readWord(wished, 'by', ['hour', 'day']) ?? 'day'
      const accepted = by === 'day' ? { most: mostDays, fallback: 14 } : { most: mostDaysByHour, fallback: 1 }
      const days = readWhole(wished, 'days', { ...accepted, least: 1, what: `--days, by the ${by}` })
      return read(readTenantName(given), { days, by })
    },
  }) satisfies Pick<ControlCommands, 'stats'>
