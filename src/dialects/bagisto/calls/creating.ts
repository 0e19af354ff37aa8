import type { Answered, KeyedRequest } from '../../../core/idempotency/run-once.ts'
import type { Violation } from '../../../violations/violation.ts'
import { replayedHeader } from '../../repeating.ts'
import type { ShopContext } from '../context.ts'

/** How a surface has something created. */
export interface Creating<Made, Wire> {
  /** What an Idempotency-Key counts for: the path, or the root field and which one of its name it is. */
  readonly call: string
  /** What is told of it, which is kept for a key. */
  tell(made: Made): Wire
}

/** How it went, in the words of the surface. */
export type Created<Wire> =
  | { readonly ok: true; readonly wire: Wire }
  | { readonly ok: false; readonly violations: readonly Violation[] }

/**
 * Asks for something that is created once for an Idempotency-Key.
 *
 * @param scope  who asks, and for which call
 * @param input  what the caller sent; another one under a used key is refused
 */
export async function once<Answer>(
  { idempotencyKey: key, replays }: ShopContext,
  { scope, input }: { readonly scope: string; readonly input: object },
  ask: (keyed: KeyedRequest | undefined) => Promise<Answered<Answer>>,
): Promise<Answer> {
  if (key === undefined) return (await ask(undefined)).answer
  const { answer, replayed } = await ask({ key, scope, body: new TextEncoder().encode(JSON.stringify(input)) })
  replays.push(replayed)
  return answer
}

/** The header of a request by which nothing was created that was not there before. */
export const repeatedHeader = ({ replays }: ShopContext): Readonly<Record<string, string>> =>
  replays.length > 0 && replays.every((isReplay) => isReplay) ? replayedHeader : {}
