import type { Route } from '../dialects/dialect.ts'
import type { Hosting, SessionServices } from './hosted-page.ts'

/** What the pages of the customer who is signed in ask of the core. */
export type AccountServices = SessionServices

/** A customer's own account. */
export const accountRoutes = (
  _hosting: Hosting<AccountServices>,
  _isCommonPassword: (password: string) => boolean,
): readonly Route[] => []
