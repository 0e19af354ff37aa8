/**
 * Whether who has not proven the mailbox may sign in: `accepted`; `refused`, which is told to whoever has the password; or
 * `untold`, refused as a wrong password is, so that nobody learns by it whether it was they who made the account.
 */
export type Unverified = 'accepted' | 'refused' | 'untold'
