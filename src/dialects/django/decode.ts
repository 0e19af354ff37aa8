import type { Draft } from '../../core/registration/draft.ts'
import { type SentFields, sentDate, sentText } from './body/read-body.ts'
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
