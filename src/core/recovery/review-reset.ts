import type { Violation } from '../../violations/violation.ts'
import { findSimilarAttribute } from '../credentials/similarity.ts'
import { type NewPasswordPolicy, reviewNewPassword } from '../customers/new-password.ts'
import { absence, type Presence, type Sent, textOf } from '../customers/sent.ts'
import type { RecoveryHolder } from './recovery.ts'

/** What a customer types to get another password, as sent: nothing of it is cut. */
export interface NewPasswordDraft {
  readonly password: Sent
  readonly passwordAgain: Sent
}

const needed: Presence = { required: true, blank: 'refused' }

/** White space to JavaScript or Python and nothing else: contracts that cut it would leave nothing to sign in with. */
const nothingButBlanks = /^[\s\u001c-\u001f\u0085]+$/

/** @returns every violation, in field order then rule order; that the password resembles a name only when there is no other */
export function reviewReset(draft: NewPasswordDraft, policy: NewPasswordPolicy, holder: RecoveryHolder): readonly Violation[] {
  const violations = [...reviewFirst(draft, policy), ...reviewSecond(draft)]
  const attribute = violations.length > 0 ? null : findSimilarAttribute(textOf(draft.password), holder)
  return attribute ? [{ code: 'password_too_similar', field: 'password', attribute }] : violations
}

function reviewFirst({ password }: NewPasswordDraft, policy: NewPasswordPolicy): readonly Violation[] {
  const text = textOf(password)
  if (nothingButBlanks.test(text)) return [{ code: 'blank', field: 'password' }]
  return absence('password', password, needed) ?? reviewNewPassword(text, policy)
}

function reviewSecond({ password, passwordAgain }: NewPasswordDraft): readonly Violation[] {
  const differs = typeof password === 'string' && passwordAgain !== password
  const differing: readonly Violation[] = differs ? [{ code: 'passwords_differ', field: 'passwordAgain' }] : []
  return absence('passwordAgain', passwordAgain, needed) ?? differing
}
