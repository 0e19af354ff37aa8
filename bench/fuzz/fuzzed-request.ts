import { Chance } from './chance.ts'
import { changeQuestion, changeValues, changeVariables } from './change-body.ts'
import { changeCredentials } from './change-credentials.ts'
import { changeHeaders } from './change-headers.ts'
import { changeMethod, changePath, changeQuery } from './change-target.ts'
import { changeBytes, changeFraming, changeJsonText, compress, multipart, type WireChange } from './change-wire.ts'
import type { DraftChange } from './draft-change.ts'
import { type Draft, type SentRequest, written } from './request.ts'
import { seedsOf, shares } from './seeds/seeds.ts'

/** What is changed before the request is written, and what is changed of its bytes. */
type Change = { readonly draft: DraftChange } | { readonly wire: WireChange }

const ofDrafts = (draft: DraftChange): Change => ({ draft })
const ofWires = (wire: WireChange): Change => ({ wire })

const changes = {
  method: ofDrafts(changeMethod),
  path: ofDrafts(changePath),
  query: ofDrafts(changeQuery),
  headers: ofDrafts(changeHeaders),
  credentials: ofDrafts(changeCredentials),
  values: ofDrafts(changeValues),
  'GraphQL variables': ofDrafts(changeVariables),
  'GraphQL document': ofDrafts(changeQuestion),
  'JSON text': ofWires(changeJsonText),
  bytes: ofWires(changeBytes),
  multipart: ofWires(multipart),
  compressed: ofWires(compress),
  framing: ofWires(changeFraming),
} as const satisfies Readonly<Record<string, Change>>

type Kind = keyof typeof changes

const unchanged = 'unchanged'
const several = 'several of these'

/** Every kind of change, in the order of the table. */
export const kinds: readonly string[] = [unchanged, ...Object.keys(changes), several]

const weights: readonly (readonly [weight: number, kind: Kind])[] = [
  [3, 'method'],
  [7, 'path'],
  [5, 'query'],
  [7, 'headers'],
  [6, 'credentials'],
  [26, 'values'],
  [14, 'GraphQL variables'],
  [20, 'GraphQL document'],
  [10, 'JSON text'],
  [7, 'bytes'],
  [2, 'multipart'],
  [0.5, 'compressed'],
  [1.5, 'framing'],
]

const mostAtOnce = 4

/** The request of that number in the run of that seed. */
export function fuzzedRequest(seed: number, number: number): SentRequest {
  const chance = new Chance(seed, number)
  const draft = chance.weighted(seedsOf[chance.weighted(shares)])(chance, number)
  if (chance.happens(0.03)) return written(draft, unchanged)
  if (chance.happens(0.8)) return changedOnce(draft, chance)
  const some = Array.from({ length: 2 + chance.below(mostAtOnce - 1) }, () => chance.weighted(weights))
  return apply(draft, some, several, chance)
}

/** By the first kind there is something for. */
function changedOnce(draft: Draft, chance: Chance): SentRequest {
  for (;;) {
    const kind = chance.weighted(weights)
    const change = changes[kind]
    const changedDraft = 'draft' in change ? change.draft(draft, chance) : draft
    if (!changedDraft) continue
    const request = written(changedDraft, kind)
    const changed = 'wire' in change ? change.wire(request, chance) : request
    if (changed) return changed
  }
}

function apply(draft: Draft, some: readonly Kind[], kind: string, chance: Chance): SentRequest {
  let changed = draft
  for (const one of some) {
    const change: Change = changes[one]
    if ('draft' in change) changed = change.draft(changed, chance) ?? changed
  }
  let request = written(changed, kind)
  for (const one of some) {
    const change: Change = changes[one]
    if ('wire' in change) request = change.wire(request, chance) ?? request
  }
  return request
}
