import { type Answered, type KeptAnswerStores, type KeyedRequest, type OnceDeps, runOnce } from './run-once.ts'

/** Commits when the work's outcome is ok, rolls back when it is not or when it throws; may run the work again. */
export type Transaction<Stores, Outcome> = (work: (stores: Stores) => Promise<Outcome>) => Promise<Outcome>

/** How a surface has something created. `Answer` is whatever it sends out: a plain value that survives JSON. */
export interface Telling<Outcome, Answer> {
  /** Present when the caller sent an Idempotency-Key. */
  readonly keyed: KeyedRequest | undefined
  answer(outcome: Outcome): Answer
}

export interface CreateOnceDeps<Stores extends KeptAnswerStores, Outcome> {
  readonly once: OnceDeps
  readonly transaction: Transaction<Stores, Outcome>
  /** Of whom something is created: an erasure takes the kept answer with it. */
  readonly customerId: string
}

/**
 * Has a use case that writes in one transaction create something once for an Idempotency-Key. The use case need not know:
 * the transaction it is given keeps the answer at its end, so that one exists exactly when the other does.
 *
 * @param create  the use case, which has to return what its transaction came to
 * @throws Trouble as `runOnce` and `create`
 * @source docs/decisions/0036
 */
export async function createOnce<Stores extends KeptAnswerStores, Outcome extends { readonly ok: boolean }, Answer>(
  { keyed, answer }: Telling<Outcome, Answer>,
  { once, transaction, customerId }: CreateOnceDeps<Stores, Outcome>,
  create: (transaction: Transaction<Stores, Outcome>) => Promise<Outcome>,
): Promise<Answered<Answer>> {
  if (!keyed) return { answer: answer(await create(transaction)), replayed: false }
  return runOnce<Answer>(keyed, once, async (keep) => {
    const kept = new Map<Outcome, Answer>() // by outcome: a transaction may be run again
    const outcome = await create((work) =>
      transaction(async (stores) => {
        const made = await work(stores)
        if (!made.ok) return made
        const told = answer(made)
        await keep(stores, customerId, told)
        kept.set(made, told)
        return made
      }),
    )
    return kept.get(outcome) ?? answer(outcome)
  })
}
