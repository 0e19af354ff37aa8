import type { Route } from '../dialects/dialect.ts'
import type { Hosting } from './hosted-page.ts'

/** What the pages around signing up and in ask of the core. */
export type EntranceServices = object

/** The ways in: signing up, signing in, and a new password for who has forgotten theirs. */
export const entranceRoutes = (
  _hosting: Hosting<EntranceServices>,
  _isCommonPassword: (password: string) => boolean,
): readonly Route[] => []
