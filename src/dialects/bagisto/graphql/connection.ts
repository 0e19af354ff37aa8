import { Refusal } from './refusal.ts'

/** The four arguments of every connection, as sent. */
export interface ConnectionArguments {
  readonly first?: number | null
  readonly last?: number | null
  readonly before?: string | null
  readonly after?: string | null
}

/** How many entries come unasked, and how many at most. */
export interface PageBounds {
  readonly usual: number
  readonly most: number
}

export const pageBounds: PageBounds = { usual: 10, most: 50 }

/** A part of a list, for whoever reads it from a database. */
export interface Page {
  readonly offset: number
  readonly limit: number
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly pageInfo: {
    readonly startCursor: string | null
    readonly endCursor: string | null
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
  }
  readonly totalCount: number
}

/**
 * Which part of a list is asked for: what lies between `after` and `before`, of that the `first` entries, of these the
 * `last`. More than the bounds allow is as much as they allow; cursors beyond the end leave nothing.
 *
 * @throws Refusal for a negative number and for a cursor that is none of ours
 * @source docs/contracts/bagisto.md#6-ids-and-value-forms
 */
export function pageOf(sent: ConnectionArguments, total: number, { usual, most }: PageBounds = pageBounds): Page {
  const [first, last] = [countIn('first', sent.first), countIn('last', sent.last)]
  const start = sent.after == null ? 0 : Math.min(offsetIn('after', sent.after) + 1, total)
  const end = Math.max(start, sent.before == null ? total : Math.min(offsetIn('before', sent.before), total))
  const upTo = first === undefined ? (last === undefined ? start + Math.min(usual, most) : end) : start + Math.min(first, most)
  const lastEnd = Math.min(end, upTo)
  const from = last === undefined ? start : Math.max(start, lastEnd - Math.min(last, most))
  return { offset: from, limit: lastEnd - from, hasNextPage: lastEnd < total, hasPreviousPage: from > 0 }
}

/** The connection of the nodes of one page. */
export function connectionOf<Node>(nodes: readonly Node[], { offset, hasNextPage, hasPreviousPage }: Page, totalCount: number) {
  const edges = nodes.map((node, index) => ({ cursor: cursorAt(offset + index), node }))
  return {
    edges,
    pageInfo: { startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null, hasNextPage, hasPreviousPage },
    totalCount,
  } satisfies Connection<Node>
}

/** The part of a whole list that is asked for. */
export function connection<Node>(items: readonly Node[], sent: ConnectionArguments, bounds?: PageBounds): Connection<Node> {
  const page = pageOf(sent, items.length, bounds)
  return connectionOf(items.slice(page.offset, page.offset + page.limit), page, items.length)
}

const cursorAt = (offset: number): string => Buffer.from(String(offset)).toString('base64')

function offsetIn(name: string, cursor: string): number {
  const digits = /^[\w+/=-]{1,24}$/.test(cursor) ? Buffer.from(cursor, 'base64').toString('latin1') : ''
  if (!/^\d{1,15}$/.test(digits)) throw new Refusal(`The argument "${name}" is not a cursor.`)
  return Number(digits)
}

function countIn(name: string, sent: number | null | undefined): number | undefined {
  if (sent == null) return undefined
  if (sent < 0) throw new Refusal(`The argument "${name}" must not be negative.`)
  return sent
}
