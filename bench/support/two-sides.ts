import { type WireAnswer, WireClient } from './wire-client.ts'

export const sides = ['known', 'unknown'] as const
export type Side = (typeof sides)[number]

/** One request. */
export interface Asked {
  readonly bytes: Uint8Array
  /** Words of its own that the answer repeats: they differ between any two. */
  readonly words: readonly string[]
}

export interface SidesOptions {
  readonly port: number
  /** How often each side is asked. */
  readonly tries: number
  request(side: Side, n: number): Asked
  /** The status that every answer has to have: another is not what was to be measured. */
  readonly status: number
}

/** What one side was told, and how long it took. */
export interface Told {
  readonly milliseconds: number[]
  /** Every different answer: status, headers and body. */
  readonly answers: Set<string>
}

/**
 * Asks about known and unknown accounts by turns, as one client, in an order no drift can follow.
 *
 * @throws Error for an answer that is not what was to be measured
 */
export async function measureSides(options: SidesOptions): Promise<Readonly<Record<Side, Told>>> {
  const { port, tries, request, status } = options
  const client = await WireClient.connect(port)
  if (!client) throw new Error('nobody listens there')
  const told: Record<Side, Told> = { known: emptyHanded(), unknown: emptyHanded() }
  for (let n = 0; n < tries; n += 1) {
    for (const side of Math.random() < 0.5 ? sides : sides.toReversed()) {
      const { bytes, words } = request(side, n)
      const began = performance.now()
      const answer = await client.ask(bytes)
      told[side].milliseconds.push(performance.now() - began)
      if (answer?.status !== status) throw new Error(`expected ${status} and got ${answer?.status} ${answer?.body}`)
      told[side].answers.add(withoutOwn(answer, words))
    }
  }
  client.close()
  return told
}

const emptyHanded = (): Told => ({ milliseconds: [], answers: new Set() })

/** Differs between any two answers, whoever they are about: when it was, which one it was, and an id made for it. */
const ofEachAnswer = /^(date|x-request-id): .*$|(?<=genid\/)[0-9a-f]{20}/gim

/** The answer without what is its own. */
const withoutOwn = ({ head, body }: WireAnswer, words: readonly string[]): string =>
  words.reduce((text, word) => text.replaceAll(word, '*'.repeat(word.length)), `${head}\n\n${body}`.replace(ofEachAnswer, '*'))
