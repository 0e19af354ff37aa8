import { drawChart, type Line } from './chart.ts'
import { doneWithoutDriver } from './done-without-driver.ts'
import { offeredPerSecond, type Step } from './overload-table.ts'
import { latenciesOf } from './paced.ts'
import { median, percentile } from './statistics.ts'
import type { Storm } from './storm.ts'

/** What is accepted, and how long everybody waits, over what is offered. */
export function drawOverload(steps: readonly Step[], cores: number): string {
  const capacity = median(steps.map(({ capacityPerSecond }) => capacityPerSecond))
  const over = (of: (storm: Storm) => number): Line['points'] =>
    steps.map(({ storm }) => [offeredPerSecond(storm), of(storm)] as const).filter(([, y]) => Number.isFinite(y))
  const p99 = (name: string, tone: Line['tone'], of: (storm: Storm) => readonly number[]): Line => ({
    name,
    tone,
    points: over((storm) => percentile(of(storm), 0.99)),
  })
  const lines = [
    p99('accepted', 'first', ({ accepted }) => accepted),
    p99('refused', 'second', ({ refused }) => refused),
    p99('profile reads', 'third', ({ reads }) => latenciesOf(reads)),
  ]
  const xTitle = 'registrations offered a second'
  return drawChart('Registrations accepted and latencies over registrations offered', [
    {
      title: 'Accepted a second',
      xTitle,
      scale: 'linear',
      lines: [
        { name: 'capacity', tone: 'quiet', points: over(() => capacity) },
        { name: 'accepted', tone: 'first', points: over((storm) => doneWithoutDriver(storm.during, cores)) },
      ],
    },
    { title: 'Latency, p99 in ms', xTitle, scale: 'logarithmic', lines: lines.filter(({ points }) => points.length > 0) },
  ])
}
