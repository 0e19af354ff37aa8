import type { Answer } from './answer-reader.ts'
import { leakIn } from './leaks.ts'
import type { Outcome } from './pipeline.ts'
import type { SentRequest } from './request.ts'
import { isShed, shapeFault } from './shapes.ts'

export const verdicts = ['5xx', 'hang', 'no answer', 'leak', 'shape'] as const

/** Why an answer is none that may be. */
export interface Verdict {
  readonly what: (typeof verdicts)[number]
  readonly why: string
}

/** Programs of the shop may see any of its customers. */
const isTrusted = (request: SentRequest): boolean =>
  request.signs || request.headers.some(([, value]) => value.includes('{{serviceKey}}'))

/** The path as it was asked, without what stands before it in an absolute form. */
const pathOf = (target: string): string => target.replace(/^http:\/\/[^/]*/i, '').split('?', 1)[0] ?? ''

/** @param sent  the request as its bytes, what was filled in included */
export function judge(request: SentRequest, sent: Buffer, outcome: Outcome): Verdict | undefined {
  switch (outcome.kind) {
    case 'answered':
      return judgeAnswer(request, sent, outcome.answer)
    case 'hangs':
      return request.framing === 'own' ? undefined : { what: 'hang', why: 'no answer in time' }
    case 'unanswered':
      return request.framing === 'own' ? undefined : { what: 'no answer', why: 'the connection ended' }
    case 'unread':
      return undefined
  }
}

function judgeAnswer(request: SentRequest, sent: Buffer, answer: Answer): Verdict | undefined {
  if (answer.status >= 500 && !isShed(answer)) return { what: '5xx', why: String(answer.status) }
  const text = answer.body.toString('latin1')
  const leak = leakIn(`${answer.head}\r\n\r\n${text}`, () => sent.toString('latin1'), isTrusted(request))
  if (leak !== undefined) return { what: 'leak', why: leak }
  const target = /^\S* +(\S*)/.exec(sent.toString('latin1', 0, 12_000))?.[1] ?? ''
  const fault = shapeFault(pathOf(target), request.method, answer)
  return fault === undefined ? undefined : { what: 'shape', why: fault }
}
