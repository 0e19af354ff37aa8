import type { Violation } from '../../violations/violation.ts'
import { absence, type Sent, textOf } from './sent.ts'
import { askAll, notLonger, storable } from './text-rules.ts'

/** A contract's own rules for what not every contract asks. */
export interface PersonalFieldRules {
  /** The contract's own form of phone numbers. */
  isPhone(text: string): boolean
  /** As they are stored. */
  readonly genders: readonly string[]
  /** One of `genders`, or `null`. */
  readGender(text: string): string | null
}

// 64: the longest number of E.164 with room for an extension and for blanks.
const maximumPhoneCharacters = 64
const optional = { required: false, blank: 'accepted' } as const

/** What is wrong with a phone number; nothing sent and nothing in it are right. */
export function reviewPhone(sent: Sent, rules: PersonalFieldRules): readonly Violation[] {
  const text = textOf(sent)
  const absent = absence('phone', sent, optional)
  if (absent || text === '') return absent ?? []
  const unfit: Violation[] = rules.isPhone(text) ? [] : [{ code: 'phone_malformed', field: 'phone' }]
  return [...askAll([notLonger('phone', maximumPhoneCharacters), ...storable('phone')], text), ...unfit]
}

/** What is wrong with a gender; nothing sent and nothing in it are right. */
export function reviewGender(sent: Sent, rules: PersonalFieldRules): readonly Violation[] {
  const text = textOf(sent)
  const absent = absence('gender', sent, optional)
  if (absent || text === '') return absent ?? []
  const unfit = askAll(storable('gender'), text)
  if (unfit.length > 0 || rules.readGender(text) !== null) return unfit
  return [{ code: 'gender_unknown', field: 'gender', given: text, accepted: rules.genders }]
}
