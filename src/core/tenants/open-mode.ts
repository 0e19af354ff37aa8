export interface OpenModeDeps {
  /** In production nobody is let in without a key. */
  readonly isAllowed: boolean
  hadStorefront(): Promise<boolean>
}

/**
 * Whether storefronts need no key: where that is allowed, until the first key of one is made. It does not come back, not
 * when that key is revoked, so once it is over nothing is asked any more.
 */
export function createOpenMode({ isAllowed, hadStorefront }: OpenModeDeps): () => Promise<boolean> {
  let isOver = !isAllowed
  return async () => {
    if (!isOver && (await hadStorefront())) isOver = true
    return !isOver
  }
}
