import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Load, type Requests, requestsOf } from './load.ts'
import { type OpenLoop, offer } from './open-loop.ts'
import { headerOf, type WireAnswer, WireClient } from './wire-client.ts'

/** What the bench tells the driver. */
export type DriverOrder =
  | { readonly kind: 'start'; readonly port: number; readonly clients: number; readonly load: Load }
  | { readonly kind: 'offer'; readonly port: number; readonly perSecond: number; readonly load: Load }
  | { readonly kind: 'mark' }
  | { readonly kind: 'stop' }

/** What happened since the last mark. */
export interface DriverSlice {
  readonly sent: number
  /** Answered with the status that the load is about. */
  readonly done: number
  /** 503: the server said it was busy. */
  readonly busy: number
  /** Any other answer, and connections that broke. */
  readonly failed: number
  readonly milliseconds: number
  /** Processor time of this process. */
  readonly cpuMilliseconds: number
  /** In milliseconds, of those that were done. */
  readonly latencies: readonly number[]
  /** Of those that were told that the server is busy. */
  readonly busyLatencies: readonly number[]
}

interface Tally {
  sent: number
  done: number
  busy: number
  failed: number
  latencies: number[]
  busyLatencies: number[]
  began: number
  cpuBegan: NodeJS.CpuUsage
}

const newTally = (): Tally => ({
  sent: 0,
  done: 0,
  busy: 0,
  failed: 0,
  latencies: [],
  busyLatencies: [],
  began: performance.now(),
  cpuBegan: process.cpuUsage(),
})

let tally = newTally()
let running = false
let clients: Promise<unknown> = Promise.resolve()
let crowd: OpenLoop | undefined

function mark(): DriverSlice {
  const { began, cpuBegan, ...counted } = tally
  const { user, system } = process.cpuUsage(cpuBegan)
  const milliseconds = performance.now() - began
  tally = newTally()
  return { ...counted, milliseconds, cpuMilliseconds: (user + system) / 1000 }
}

/** One client asks again as soon as it has its answer; told to come back later, it does. */
async function keepAsking(client: WireClient, requests: Requests): Promise<void> {
  while (running) {
    const began = performance.now()
    const answer = await client.ask(nextOf(requests))
    count(answer, requests.status, performance.now() - began)
    if (!answer) break
    if (answer.status === 503) await sleep(Number(headerOf(answer, 'retry-after') ?? 1) * 1000)
  }
  client.close()
}

function nextOf(requests: Requests): Uint8Array {
  tally.sent += 1
  return requests.next()
}

function count(answer: WireAnswer | undefined, status: number, milliseconds: number): void {
  if (answer?.status === 503) {
    tally.busy += 1
    tally.busyLatencies.push(milliseconds)
  } else if (answer?.status !== status) tally.failed += 1
  else {
    tally.done += 1
    tally.latencies.push(milliseconds)
  }
}

async function start({ port, clients: width, load }: Extract<DriverOrder, { kind: 'start' }>): Promise<void> {
  const requests = requestsOf(load)
  const connected = await Promise.all(Array.from({ length: width }, () => WireClient.connect(port)))
  running = true
  clients = Promise.all(connected.map((client) => client && keepAsking(client, requests)))
}

function begin({ port, perSecond, load }: Extract<DriverOrder, { kind: 'offer' }>): void {
  const requests = requestsOf(load)
  crowd = offer({
    port,
    perSecond,
    spacing: 'poisson',
    next: () => nextOf(requests),
    onAnswer: (answer, milliseconds) => count(answer, requests.status, milliseconds),
  })
}

async function obey(order: DriverOrder): Promise<DriverSlice> {
  if (order.kind === 'start') await start(order)
  if (order.kind === 'offer') begin(order)
  if (order.kind === 'stop') {
    running = false
    await Promise.all([clients, crowd?.stop()])
  }
  return mark()
}

process.on('message', (order: DriverOrder) => {
  obey(order).then((slice) => process.send?.(slice))
})
