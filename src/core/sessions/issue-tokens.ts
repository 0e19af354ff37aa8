import type { IssuedClaims, TokenKind, Tokens } from './token.ts'

/** Seconds. A refresh token lives as long as the session it was given at the last turn. */
export interface TokenLifetimes {
  readonly accessSeconds: number
  readonly refreshSeconds: number
}

export interface TokenHolder {
  readonly tenantId: string
  readonly customerId: string
  readonly customerNumber: number
  readonly sessionId: string
}

export interface IssueDeps {
  readonly tokens: Tokens
  readonly lifetimes: TokenLifetimes
  newTokenId(): string
  now(): Date
}

export const issueAccessToken = (holder: TokenHolder, deps: IssueDeps): string =>
  issue('access', deps.newTokenId(), deps.lifetimes.accessSeconds, holder, deps)

export const issueRefreshToken = (refreshId: string, holder: TokenHolder, deps: IssueDeps): string =>
  issue('refresh', refreshId, deps.lifetimes.refreshSeconds, holder, deps)

function issue(kind: TokenKind, id: string, lifetimeSeconds: number, holder: TokenHolder, deps: IssueDeps): string {
  const { customerNumber, ...ours } = holder
  const issuedAt = deps.now()
  const expiresAt = new Date(issuedAt.getTime() + lifetimeSeconds * 1000)
  return deps.tokens.issue({ kind, id, issuedAt, expiresAt, customerNumber, ours } satisfies IssuedClaims)
}
