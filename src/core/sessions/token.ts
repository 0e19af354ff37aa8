export type TokenKind = 'access' | 'refresh'

/** What a token says about itself, once its signature and its expiry are known to be good. */
export interface TokenClaims {
  readonly kind: TokenKind
  /** UUID; of a refresh token the one its session takes now or took before. */
  readonly id: string
  readonly expiresAt: Date
  readonly customerNumber: number
  /** `null` in access tokens that an older system made: they name their customer by number alone. */
  readonly ours: { readonly tenantId: string; readonly customerId: string; readonly sessionId: string } | null
}

export interface IssuedClaims extends TokenClaims {
  readonly ours: NonNullable<TokenClaims['ours']>
  readonly issuedAt: Date
}

/** Makes and reads signed tokens; whether their session lives is not its business. */
export interface Tokens {
  issue(claims: IssuedClaims): string
  /** @returns `undefined` for what is no token of ours, was changed, or has expired */
  read(token: string): Promise<TokenClaims | undefined>
}
