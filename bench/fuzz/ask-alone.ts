import type { Values } from './filled.ts'
import { wireBytes } from './filled.ts'
import { judge, type Verdict } from './judge.ts'
import { type Outcome, Pipeline } from './pipeline.ts'
import type { SentRequest } from './request.ts'

/** What is promised: no answer takes longer. */
export const hangMilliseconds = 5_000

// A server may wait for the rest of what was announced and never comes; it is left alone then.
const ownFramingMilliseconds = 400

export interface Asked {
  readonly sent: Buffer
  readonly outcome: Outcome
  readonly verdict: Verdict | undefined
}

/** Sends one request over a connection of its own, and judges the answer. */
export async function askAlone(port: number, request: SentRequest, values: Values): Promise<Asked> {
  const isOwn = request.framing === 'own'
  const connection = await Pipeline.connect(port, isOwn ? ownFramingMilliseconds : hangMilliseconds)
  const sent = wireBytes(request, values)
  const outcome = await connection.ask(sent, request.method === 'HEAD')
  connection.close()
  return { sent, outcome, verdict: judge(request, sent, outcome) }
}

export const received = (outcome: Outcome): string =>
  outcome.kind === 'answered' ? `${outcome.answer.head}\r\n\r\n${outcome.answer.body.toString('latin1', 0, 4_000)}` : outcome.kind
