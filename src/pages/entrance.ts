import type { Route } from '../dialects/dialect.ts'
import { inboxRoute } from './calls/check-inbox.ts'
import { type ForgotServices, forgotRoute } from './calls/forgot-password.ts'
import { type StrengthServices, strengthRoute } from './calls/password-strength.ts'
import { type SignInServices, signInRoute } from './calls/sign-in.ts'
import { type SignOutServices, signOutRoute } from './calls/sign-out.ts'
import { type SignUpServices, signUpRoute } from './calls/sign-up.ts'
import type { Hosting } from './hosted-page.ts'

/** What the pages around signing up and in ask of the core. */
export type EntranceServices = SignUpServices & SignInServices & SignOutServices & ForgotServices & StrengthServices

/** The ways in: signing up, signing in, and a new password for who has forgotten theirs. */
export const entranceRoutes = (
  hosting: Hosting<EntranceServices>,
  isCommonPassword: (password: string) => boolean,
): readonly Route[] => [
  signUpRoute(hosting, isCommonPassword),
  inboxRoute(hosting),
  signInRoute(hosting),
  signOutRoute(hosting),
  forgotRoute(hosting),
  strengthRoute(hosting),
]
