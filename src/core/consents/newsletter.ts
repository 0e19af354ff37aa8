/** A mailbox that gets the newsletter because this customer asked for it; their own or another. */
export interface NewsletterSubscription {
  readonly customerId: string
  /** Claimed as `newsletter`: one mailbox is subscribed once. */
  readonly emailKey: string
  /** As typed, its domain in lower case. */
  readonly email: string
}

/** Subscriptions, and the mark on the customer that says whether they want the newsletter in their own mailbox. */
export interface NewsletterStore {
  /** Keys of the mailboxes this customer has subscribed. */
  of(customerId: string): Promise<readonly string[]>
  /** Waits for nobody, as the two that follow. */
  add(subscription: NewsletterSubscription): Promise<void>
  remove(customerId: string, emailKey: string): Promise<void>
  setMark(customerId: string, isSubscribed: boolean): Promise<void>
  isMarked(customerId: string): Promise<boolean>
}
