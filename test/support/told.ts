import type { Reply } from './patron.ts'

/** Everything of an answer but what differs between any two. */
export function toldBy({ status, text, headers }: Reply) {
  const kept = [...headers].filter(([name]) => !['date', 'x-request-id', 'keep-alive'].includes(name))
  return { status, text, headers: kept }
}
