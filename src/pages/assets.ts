import { createHash } from 'node:crypto'
import type { Route } from '../dialects/dialect.ts'
import { pageView } from './view.ts'

/** A file that pages load, named by what is in it, so that browsers may keep it for good. */
export interface Asset {
  readonly path: string
  readonly route: Route
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16)

/** @param name  with its ending, which tells its type */
export function assetOf(name: `pages.${'css' | 'js'}`, text: string): Asset {
  const [stem, ending] = name.split('.')
  const path = `/customer/${stem}-${digestOf(text)}.${ending}`
  const type = ending === 'css' ? 'text/css' : 'text/javascript'
  return { path, route: { path, ...pageView({ GET: async () => keptForGood(type, text) }) } }
}

export const keptForGood = (type: string, body: string) => ({
  status: 200,
  headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=31536000, immutable' },
  body,
})
