import { type Claim, type ClaimStore, numberClaim } from '../customers/claim.ts'
import { slugClaim } from '../customers/claim-slug.ts'
import { claimedNames } from '../customers/claimed-names.ts'
import { referralClaim } from '../customers/referral-code.ts'
import { assignSlugs, type LastNumbers } from './assign-slugs.ts'
import { count, type OpenCounts, openCounts } from './import-counts.ts'
import type { Refused, WantedNames } from './reviewed.ts'

/** Where a row stands: the how-manieth of the files, and its line. */
export interface RowPlace {
  readonly file: number
  readonly line: number
}

/** A customer who was reviewed and waits to be stored. */
export interface WaitingCustomer extends RowPlace {
  readonly ordinal: number
  readonly key: string
  readonly names: WantedNames
  readonly scheme: string | null
  /** Another row of the same mailbox that is taken in place of this one; where none is taken of those, any other. */
  readonly sameMailbox: RowPlace | null
  /** Who came under this key before, or has the same id. The mailbox is empty of whoever was deleted since. */
  readonly known: { readonly emailKey: string } | null
}

export interface TakenCustomer extends WaitingCustomer {
  readonly id: string
  readonly number: number
  readonly slug: string
  readonly eventId: string
}

/** A customer who is not taken, and why. */
export interface NotTaken extends RowPlace, Refused {
  readonly key: string
  /** The row that stands for the same mailbox. */
  readonly sameMailbox: RowPlace | null
}

export interface BatchStores {
  readonly claims: Pick<ClaimStore, 'held'>
  drawNumbers(count: number): Promise<readonly number[]>
  /** From now on no number is drawn that a customer of this import brings along; nothing of it is undone when the transaction fails. */
  keepNumbers(): Promise<void>
  /** @returns false when somebody else took one of them just now: the transaction must not commit */
  takeClaims(claims: readonly (Claim & { readonly customerId: string })[]): Promise<boolean>
  /**
   * Stores the customers with what they have beside them, and an event each.
   *
   * @returns how much of each kind was stored beside them
   */
  store(taken: readonly TakenCustomer[]): Promise<Readonly<Record<string, number>>>
}

export interface BatchDeps {
  readonly isDryRun: boolean
  /** As they came, or new ones: another tenant may have these. */
  readonly keepsIds: boolean
  readonly lastNumbers: LastNumbers
  /** Names given by this import; only a dry run, which stores none, has to remember them. */
  readonly namesSeen: Set<string>
  newId(): string
}

/** Somebody registered under one of the names in the moment between look and taking: the batch is to be done again. */
export class NamesTakenMeanwhile extends Error {}

/**
 * Stores those of the customers who can come: who came before is left alone, of several with one mailbox one is taken, and
 * nobody gets a name that somebody has.
 *
 * @throws NamesTakenMeanwhile
 */
export async function storeBatch(
  waiting: readonly WaitingCustomer[],
  stores: BatchStores,
  deps: BatchDeps,
): Promise<{ readonly counts: OpenCounts; readonly notTaken: readonly NotTaken[]; readonly taken: readonly TakenCustomer[] }> {
  const counts = openCounts()
  const held = await heldNames(waiting, stores.claims)
  const used = deps.isDryRun ? deps.namesSeen : new Set<string>()
  const notTaken: NotTaken[] = []
  const admitted = waiting.filter((customer) => {
    const fate = fateOf(customer, held, used)
    if (fate === 'there') counts.alreadyThere += 1
    else if (fate !== 'comes') notTaken.push(refuse(customer, fate, counts))
    return fate === 'comes'
  })
  counts.taken = admitted.length
  for (const { scheme } of admitted) if (scheme !== null) count(counts.schemes, scheme)
  if (deps.isDryRun || admitted.length === 0) return { counts, notTaken, taken: [] }
  const taken = await nameAll(admitted, held, stores, deps, counts)
  if (!(await stores.takeClaims(taken.flatMap(claimsOf)))) throw new NamesTakenMeanwhile()
  for (const [kind, stored] of Object.entries(await stores.store(taken))) if (stored > 0) count(counts.beside, kind, stored)
  return { counts, notTaken, taken }
}

const nameOf = ({ kind, value }: Claim): string => `${kind} ${value}`

/** What a customer has to be called, and nobody else may be. */
const soleNames = ({ names }: WaitingCustomer): readonly { readonly field: string; readonly claim: Claim }[] => [
  ...claimedNames(names, { externalIdUnique: true }),
  ...(names.referralCode === null ? [] : [{ field: 'referralCode', claim: referralClaim(names.referralCode) }]),
]

async function heldNames(waiting: readonly WaitingCustomer[], claims: BatchStores['claims']): Promise<ReadonlySet<string>> {
  const wanted = waiting.flatMap((customer) => [
    ...soleNames(customer).map(({ claim }) => claim),
    ...(customer.names.number === null ? [] : [numberClaim(customer.names.number)]),
  ])
  const held = new Set<string>()
  for (const [kind, ofKind] of Map.groupBy(wanted, (claim) => claim.kind)) {
    const values = await claims.held(
      kind,
      ofKind.map(({ value }) => value),
    )
    for (const value of values) held.add(nameOf({ kind, value }))
  }
  return held
}

type Fate = 'comes' | 'there' | (Refused & { readonly isDuplicate?: boolean })

function fateOf(customer: WaitingCustomer, held: ReadonlySet<string>, used: Set<string>): Fate {
  const { known, sameMailbox, names, key } = customer
  if (sameMailbox) return { field: 'email', reason: 'the same mailbox stands in these files more than once', isDuplicate: true }
  if (known) return known.emailKey === '' || known.emailKey === names.emailKey ? 'there' : cameAsSomebodyElse
  if (used.has(`key ${key}`)) return { field: 'key', reason: 'another row of these files has the same key and another mailbox' }
  const sole = soleNames(customer)
  const lost = sole.find(({ claim }) => held.has(nameOf(claim)) || used.has(nameOf(claim)))
  if (lost) return { field: lost.field, reason: 'belongs to another customer of the tenant' }
  used.add(`key ${key}`)
  for (const { claim } of sole) used.add(nameOf(claim))
  return 'comes'
}

const cameAsSomebodyElse: Refused = {
  field: 'key',
  reason:
    'a customer who has another address now came under this key before: either address was changed, or these files are of another installation',
}

function refuse(
  { file, line, key, sameMailbox }: WaitingCustomer,
  { field, reason, isDuplicate }: Exclude<Fate, string>,
  counts: OpenCounts,
): NotTaken {
  if (isDuplicate) counts.duplicates += 1
  else count(counts.rejected, field === null ? reason : `${field}: ${reason}`)
  return { file, line, key, field, reason, sameMailbox }
}

async function nameAll(
  admitted: readonly WaitingCustomer[],
  held: ReadonlySet<string>,
  stores: BatchStores,
  { newId, keepsIds, lastNumbers }: BatchDeps,
  counts: OpenCounts,
): Promise<readonly TakenCustomer[]> {
  const numbers = await numberAll(admitted, held, stores, counts)
  const taken = async (candidates: string[]) => new Set(await stores.claims.held('slug', candidates))
  const slugs = await assignSlugs(
    admitted.map(({ names }) => names.slug),
    taken,
    lastNumbers,
  )
  return admitted.map((customer, index) => ({
    ...customer,
    id: (keepsIds ? customer.names.id : null) ?? newId(),
    number: numbers[index] ?? 0,
    slug: slugs[index] ?? '',
    eventId: newId(),
  }))
}

/** Numbers that came along stay where nobody has them; the others are drawn. */
async function numberAll(
  admitted: readonly WaitingCustomer[],
  held: ReadonlySet<string>,
  stores: BatchStores,
  counts: OpenCounts,
): Promise<readonly number[]> {
  const kept = new Set<number>()
  const numbers = admitted.map(({ names: { number } }) => {
    if (number === null) return undefined
    if (!held.has(nameOf(numberClaim(number))) && !kept.has(number)) {
      kept.add(number)
      return number
    }
    count(counts.warnings, 'number belongs to another customer: a new one is drawn')
    return undefined
  })
  await stores.keepNumbers()
  const drawn = [...(await stores.drawNumbers(numbers.filter((number) => number === undefined).length))]
  return numbers.map((number) => number ?? drawn.shift() ?? 0)
}

const claimsOf = (customer: TakenCustomer): readonly (Claim & { readonly customerId: string })[] =>
  [...soleNames(customer).map(({ claim }) => claim), slugClaim(customer.slug), numberClaim(customer.number)].map((claim) => ({
    ...claim,
    customerId: customer.id,
  }))
