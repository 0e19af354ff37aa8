import type { CustomerEvent, EventType } from './event.ts'

/** An event with its place in the order of commits. What is personal of it is not told. */
export type FeedEntry = Omit<CustomerEvent, 'personal'> & { readonly position: number }

export interface FeedWish {
  /** `undefined`: the newest ones. */
  readonly since: number | undefined
  readonly limit: number
  /** `undefined`: of every type. */
  readonly types: readonly EventType[] | undefined
}

/** The feed of one tenant. An event that is committed has no place yet for as long as no server is there to give it one. */
export interface FeedReader {
  /** The first ones behind the position, in order. */
  behind(position: number, wish: Pick<FeedWish, 'limit' | 'types'>): Promise<readonly FeedEntry[]>
  /** The last ones, in order. */
  newest(wish: Pick<FeedWish, 'limit' | 'types'>): Promise<readonly FeedEntry[]>
}

/** A part of the feed: whoever goes on from the last position of it misses nothing and sees nothing twice. */
export const readFeed = ({ since, ...wish }: FeedWish, feed: FeedReader): Promise<readonly FeedEntry[]> =>
  since === undefined ? feed.newest(wish) : feed.behind(since, wish)
