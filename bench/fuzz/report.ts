import { type Column, markdownTable } from '../support/markdown-table.ts'
import { kinds } from './fuzzed-request.ts'
import { verdicts } from './judge.ts'
import { surfaces } from './request.ts'
import type { Row, Tally } from './tally.ts'

const outcomes = ['2xx', '4xx', '429', 'shed', 'left waiting'] as const
const titles: Readonly<Record<(typeof verdicts)[number], string>> = {
  '5xx': '5xx',
  hang: 'Hangs',
  'no answer': 'No answer',
  leak: 'Leaks',
  shape: 'Wrong shapes',
}

function table(first: string, names: readonly string[], rows: Readonly<Record<string, Row>>): string {
  const columns: Column[] = [
    { title: first, alignment: 'left' },
    ...['Requests', ...outcomes, ...verdicts.map((verdict) => titles[verdict]), 'Slowest, ms'].map(
      (title): Column => ({ title, alignment: 'right' }),
    ),
  ]
  const lines = names.map((name) => {
    const { counts, longestMilliseconds } = rows[name] ?? { counts: {}, longestMilliseconds: 0 }
    const numbers = ['requests', ...outcomes, ...verdicts].map((what) => String(counts[what] ?? 0))
    return [name, ...numbers, String(Math.round(longestMilliseconds))]
  })
  return markdownTable(columns, lines)
}

/** Both tables, and how often each status came. */
export function report({ bySurface, byKind, statuses }: Tally): string {
  const told = Object.entries(statuses)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([status, number]) => `${status}: ${number}`)
  return `${table('Surface', surfaces, bySurface)}\n\n${table('Changed', kinds, byKind)}\n\nStatuses: ${told.join(', ')}.`
}

/** How many answers there were that may not be. */
export const faultsIn = ({ bySurface }: Tally): number =>
  Object.values(bySurface).reduce(
    (sum, { counts }) => sum + verdicts.reduce((own, verdict) => own + (counts[verdict] ?? 0), 0),
    0,
  )
