import type { Violation } from '../../violations/violation.ts'
import { absence, type Sent, textOf } from './sent.ts'
import { askAll, notLonger, storable } from './text-rules.ts'
import { isUsername } from './username.ts'

/** What a shop keeps of a customer beside name and mailbox, in the order it is reviewed. */
export const particularFields = [
  'username',
  'externalId',
  'title',
  'displayName',
  'phone',
  'mobile',
  'gender',
  'nationality',
  'currency',
  'customerType',
] as const
export type ParticularField = (typeof particularFields)[number]

/** As a dialect's decoder read them. What is `undefined` was not sent; `null` takes away what is there. */
export type ParticularsDraft = { readonly [field in ParticularField]: Sent }

/** Known to be good. */
export type Particulars = { readonly [field in ParticularField]: string | null | undefined }

/** What a contract asks of them. */
export interface ParticularsPolicy {
  readonly required: readonly ParticularField[]
  /** Unicode code points. */
  readonly maximumCharacters: { readonly [field in ParticularField]: number }
  readonly customerTypes: readonly string[]
  /** Those the tenant deals in; `null`: every one there is. */
  readonly currencies: readonly string[] | null
  isCurrency(code: string): boolean
  /** ISO 3166-1 alpha-2 of a country by either of its codes; `undefined` where there is none. */
  countryOf(code: string): string | undefined
}

/**
 * Reads the particulars of a customer, of a new one or those of one that change.
 *
 * @param isNew  whether what is required has to be sent; otherwise it only cannot be taken away
 * @returns the particulars, which mean something where nothing was wrong, and every violation
 */
export function reviewParticulars(
  draft: ParticularsDraft,
  policy: ParticularsPolicy,
  isNew: boolean,
): { particulars: Particulars; violations: readonly Violation[] } {
  const kept = (field: ParticularField): string | null | undefined => {
    const sent = draft[field]
    if (typeof sent !== 'string') return sent === null || isNew ? null : undefined
    return field === 'nationality' ? (policy.countryOf(sent) ?? sent) : sent
  }
  return {
    particulars: Object.fromEntries(particularFields.map((field) => [field, kept(field)])) as Particulars,
    violations: particularFields.flatMap((field) => reviewParticular(field, draft[field], policy, isNew)),
  }
}

function reviewParticular(field: ParticularField, sent: Sent, policy: ParticularsPolicy, isNew: boolean): readonly Violation[] {
  const isRequired = policy.required.includes(field)
  const absent = absence(field, sent, { required: isRequired && (isNew || sent !== undefined), blank: 'refused' })
  if (absent) return absent
  const text = textOf(sent)
  const unfit = askAll([notLonger(field, policy.maximumCharacters[field]), ...storable(field)], text)
  return unfit.length > 0 ? unfit : reviewMeaning(field, text, policy)
}

function reviewMeaning(field: ParticularField, text: string, policy: ParticularsPolicy): readonly Violation[] {
  switch (field) {
    case 'username':
      return isUsername(text) ? [] : [{ code: 'username_malformed', field }]
    case 'nationality':
      return policy.countryOf(text) === undefined ? [{ code: 'code_unknown', field, given: text }] : []
    case 'currency':
      if (!policy.isCurrency(text)) return [{ code: 'code_unknown', field, given: text }]
      return policy.currencies?.includes(text) === false ? [{ code: 'not_enabled', field, given: text }] : []
    case 'customerType':
      return policy.customerTypes.includes(text) ? [] : [{ code: 'not_one_of', field, allowed: policy.customerTypes }]
    default:
      return []
  }
}
