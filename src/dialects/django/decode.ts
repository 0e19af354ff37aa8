import type { AddressDraft, ProfileDraft } from '../../core/account/profile-draft.ts'
import type { Sent } from '../../core/customers/sent.ts'
import type { Draft } from '../../core/registration/draft.ts'
import type { SignInDraft } from '../../core/sessions/review-sign-in.ts'
import { type SentFields, sentDate, sentObject, sentText, sentTextAsIs } from './body/read-body.ts'
import { wireName } from './contract.ts'

/** Reads the six fields a registration takes; whatever else was sent is left unread. */
export const decodeRegistration = (sent: SentFields): Draft => ({
  email: sentText(sent, wireName.email),
  firstName: sentText(sent, wireName.firstName),
  lastName: sentText(sent, wireName.lastName),
  dateOfBirth: sentDate(sent, wireName.dateOfBirth),
  password: sentText(sent, wireName.password),
  passwordAgain: sentText(sent, wireName.passwordAgain),
})

/** Reads a change of the profile; whatever else was sent, a password for instance, is left unread. */
export const decodeProfile = (sent: SentFields): ProfileDraft => ({
  email: sentText(sent, wireName.email),
  firstName: sentText(sent, wireName.firstName),
  lastName: sentText(sent, wireName.lastName),
  dateOfBirth: sentDate(sent, wireName.dateOfBirth),
  address: decodeAddress(sentObject(sent, wireName.address)),
})

function decodeAddress(sent: ReturnType<typeof sentObject>): ProfileDraft['address'] {
  if (!sent || 'notAnObject' in sent) return sent
  return {
    streetAddress: sentText(sent, wireName.streetAddress),
    postcode: sentText(sent, wireName.postcode),
    city: sentText(sent, wireName.city),
    state: sentText(sent, wireName.state),
    country: sentText(sent, wireName.country),
  } satisfies AddressDraft
}

export const decodeSignIn = (sent: SentFields): SignInDraft => ({
  login: sentText(sent, wireName.login),
  password: sentText(sent, wireName.password),
  passwordAsSent: sentTextAsIs(sent, wireName.password),
})

export const decodeToken = (sent: SentFields, field: 'refreshToken' | 'token'): Sent => sentText(sent, wireName[field])
