import type { Route } from '../dialects/dialect.ts'
import { addressRoutes } from './calls/account/address.ts'
import { type AddressServices, addressesRoute } from './calls/account/addresses.ts'
import { type ConsentServices, consentsRoute } from './calls/account/consents.ts'
import { type DataServices, dataRoute } from './calls/account/data.ts'
import { type DeletionServices, deletionRoute, goodbyeRoute } from './calls/account/deletion.ts'
import { type EmailServices, emailRoute } from './calls/account/email.ts'
import { overviewRoute } from './calls/account/overview.ts'
import { type PasswordServices, passwordRoute } from './calls/account/password.ts'
import { profileRoute } from './calls/account/profile.ts'
import { type ReceiptServices, receiptRoute } from './calls/account/receipt.ts'
import { type SessionListServices, sessionsRoute } from './calls/account/sessions.ts'
import type { Hosting } from './hosted-page.ts'

/** What the pages of the customer who is signed in ask of the core. */
export type AccountServices = PasswordServices &
  AddressServices &
  ConsentServices &
  ReceiptServices &
  DataServices &
  SessionListServices &
  DeletionServices &
  EmailServices

/** A customer's own account. */
export const accountRoutes = (
  hosting: Hosting<AccountServices>,
  isCommonPassword: (password: string) => boolean,
): readonly Route[] => [
  overviewRoute(hosting),
  profileRoute(hosting),
  addressesRoute(hosting),
  ...addressRoutes(hosting),
  passwordRoute(hosting, isCommonPassword),
  emailRoute(hosting),
  sessionsRoute(hosting),
  consentsRoute(hosting),
  receiptRoute(hosting),
  dataRoute(hosting),
  deletionRoute(hosting),
  goodbyeRoute(hosting),
]
