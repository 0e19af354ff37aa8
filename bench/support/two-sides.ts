import { type WireAnswer, WireClient } from './wire-client.ts'

export const sides = ['known', 'unknown'] as const
export type Side = (typeof sides)[number]

export interface SidesOptions {
  readonly port: number
  /** How often each side is asked. */
  readonly tries: number
  request(side: Side, n: number): Uint8Array
  /** @throws an error for an answer that is not what was to be measured */
  check(answer: WireAnswer | undefined): void
}

/** Milliseconds of every try at known and at unknown accounts, by one client, in an order no drift can follow. */
export async function measureSides(options: SidesOptions): Promise<Readonly<Record<Side, readonly number[]>>> {
  const { port, tries, request, check } = options
  const client = await WireClient.connect(port)
  if (!client) throw new Error('nobody listens there')
  const taken: Record<Side, number[]> = { known: [], unknown: [] }
  for (let n = 0; n < tries; n += 1) {
    for (const side of Math.random() < 0.5 ? sides : sides.toReversed()) {
      const sent = request(side, n)
      const began = performance.now()
      const answer = await client.ask(sent)
      taken[side].push(performance.now() - began)
      check(answer)
    }
  }
  client.close()
  return taken
}
