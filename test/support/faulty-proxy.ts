import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

export const proxyModes = ['pass', 'slow', 'half-open', 'black hole', 'reset', 'refused'] as const
/**
 * - pass: everything goes through.
 * - slow: each packet, either way, arrives 100 ms later.
 * - half-open: connections there are end; new ones are accepted and hear nothing.
 * - black hole: new and old connections stay and hear nothing; those stay dead afterwards, as behind a router that has
 *   forgotten them, and the server behind is not told.
 * - reset: RST to old connections, and to new ones as soon as they are made.
 * - refused: connections there are end, and nobody listens.
 */
export type ProxyMode = (typeof proxyModes)[number]

/** A connection through the proxy. What is `far` is the server's. */
interface Pair {
  readonly near: Socket
  readonly far: Socket | undefined
  isDead: boolean
}

export interface FaultyProxy {
  /** The address it was given, by way of the proxy. */
  readonly url: string
  /** From now on, for the connections that there are as well. */
  switchTo(mode: ProxyMode): Promise<void>
  /** Leads new connections to the server of another address. */
  leadTo(url: string): void
}

const slowMilliseconds = 100

/** Stands between a program and the server of an address, and does to their connections what networks do. */
export async function startFaultyProxy(t: Pick<TestContext, 'after'>, address: string): Promise<FaultyProxy> {
  let mode: ProxyMode = 'pass'
  let target = endOf(address)
  const pairs = new Set<Pair>()
  const accept = (near: Socket) => {
    if (mode === 'reset') return void quiet(near).resetAndDestroy()
    const isDead = mode === 'half-open' || mode === 'black hole'
    const pair = { near: quiet(near), far: isDead ? undefined : quiet(connect(target)), isDead }
    pairs.add(pair)
    near.once('close', () => pair.isDead || pairs.delete(pair))
    if (!pair.far) return void near.resume()
    join(pair, near, pair.far, () => mode)
    join(pair, pair.far, near, () => mode)
  }
  const server = createServer({ noDelay: true }, accept)
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const endAll = (end: (socket: Socket) => void) => {
    for (const { near, far } of pairs) for (const socket of far ? [near, far] : [near]) end(socket)
    pairs.clear()
  }
  const stopListening = () => new Promise<void>((resolve) => server.close(() => resolve()))
  t.after(async () => {
    endAll((socket) => socket.destroy())
    if (server.listening) await stopListening()
  })
  return {
    url: byWayOf(port, address),
    async switchTo(next) {
      mode = next
      if (next === 'black hole') for (const pair of pairs) pair.isDead = true
      if (next === 'half-open') endAll((socket) => socket.destroy())
      if (next === 'reset') endAll((socket) => socket.resetAndDestroy())
      if (next === 'refused') {
        const stopped = stopListening()
        endAll((socket) => socket.destroy())
        await stopped
      } else if (!server.listening) await listen(port)
    },
    leadTo(url) {
      target = endOf(url)
    },
  }
}

/** Passes on what comes from the one socket to the other, in order. Nothing is held back: what is sent through it is small. */
function join(pair: Pair, from: Socket, to: Socket, modeNow: () => ProxyMode): void {
  let last: Promise<unknown> = Promise.resolve()
  const afterwards = (work: () => void, milliseconds: number) => {
    const waited = milliseconds > 0 ? sleep(milliseconds) : undefined
    last = last.then(() => waited).then(() => pair.isDead || work())
  }
  const delay = () => (modeNow() === 'slow' ? slowMilliseconds : 0)
  from.on('data', (packet) => afterwards(() => to.write(packet), delay()))
  from.once('close', () => afterwards(() => to.destroy(), delay()))
}

/** An error of a connection is no news here: `close` follows it. */
const quiet = (socket: Socket): Socket => socket.setNoDelay(true).on('error', () => {})

const endOf = (address: string): { host: string; port: number } => {
  const { hostname, port } = new URL(address)
  return { host: hostname, port: Number(port) }
}

function byWayOf(port: number, address: string): string {
  const url = new URL(address)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return url.href
}
