/** What stands behind the bar of a storefront's token; which session it opens is known once that has its number. */
export interface StorefrontSecret {
  readonly digest: Uint8Array
  /** @returns `<number>|<secret>` */
  textFor(sessionNumber: number): string
}

/** Tokens of storefronts: opaque, as Laravel Sanctum writes them, and stored as a digest of the secret. */
export interface StorefrontTokens {
  /** A secret that carries its customer, so that a look-up is by customer. */
  make(customerId: string): StorefrontSecret
  /** @returns `undefined` for what is no token; no customer for one that an older shop made */
  read(
    text: string,
  ): { readonly sessionNumber: number; readonly customerId: string | undefined; readonly digest: Uint8Array } | undefined
  /** Takes the same time whatever differs. */
  isSame(one: Uint8Array, other: Uint8Array): boolean
}
