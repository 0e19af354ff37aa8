import type { WireAnswer } from '../dialects/dialect.ts'
import { encodeJson } from './encode.ts'

/** A file for the customer to keep, which no browser shows as a page. */
export function downloadJson(name: string, content: object): WireAnswer {
  const { headers, ...answer } = encodeJson(200, content)
  return { ...answer, headers: { ...headers, 'content-disposition': `attachment; filename="${name}"` } }
}
