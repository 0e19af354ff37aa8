import { readdirSync, readFileSync } from 'node:fs'
import { familyOf } from './process-family.ts'
import { sum } from './statistics.ts'

/** The token the benches read the metrics of their servers with. */
export const metricsToken = 'the-metrics-token-of-the-benches'

// perf_hooks.monitorEventLoopDelay, as prom-client starts it, looks every 10 ms and counts those with the delay.
const samplingMilliseconds = 10

/** A figure of the server's metrics; of several with labels, the first. @throws Error when there is none */
export async function readSample(port: number, name: string): Promise<number> {
  const text = await readMetrics(port)
  const value = new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1]
  if (value === undefined) throw new Error(`the server shows no ${name}: ${text.slice(0, 200)}`)
  return Number(value)
}

/** How late the event loop was since the last reading, in milliseconds: 99 times in a hundred no more than this. */
export async function readEventLoopDelay(port: number): Promise<number> {
  const seconds = await readSample(port, 'nodejs_eventloop_lag_p99_seconds')
  return Math.max(0, seconds * 1000 - samplingMilliseconds)
}

/** Whether no event waits for its place in the feed and no message for its delivery, as of ten seconds ago at the most. */
export async function outboxIsEmpty(port: number): Promise<boolean> {
  const lines = (await readMetrics(port)).split('\n')
  const waiting = ['mail', 'push'].map((channel) => `patron_deliveries_waiting{channel="${channel}"}`)
  return ['patron_event_lag_seconds', ...waiting].every((name) => lines.includes(`${name} 0`))
}

async function readMetrics(port: number): Promise<string> {
  const headers = { authorization: `Bearer ${metricsToken}` }
  return (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text()
}

/** Resident memory in MB; NaN where the system does not tell. */
export function residentMegabytes(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

/** As `residentMegabytes`, of a process and its children together; what they share is counted for each. */
export function familyMegabytes(pid: number): number {
  return process.platform === 'linux' ? sum(familyOf(pid).map(residentMegabytes)) : Number.NaN
}

/** What a process has read so far, from sockets and files; NaN where the system does not tell. */
export function bytesReadBy(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
}

/** How many files and sockets a process has open; NaN where the system does not tell. */
export const openFiles = (pid: number): number =>
  process.platform === 'linux' ? readdirSync(`/proc/${pid}/fd`).length : Number.NaN
