import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Route } from '../dialects/dialect.ts'
import { pageView } from './view.ts'

const script = readFileSync(new URL('../../assets/pages.js', import.meta.url), 'utf8')

/** What makes the pages better where script runs; each works without it. Named by what is in it, so browsers may keep it for good. */
export const scriptPath = `/customer/pages-${createHash('sha256').update(script).digest('base64url').slice(0, 16)}.js`

const headers = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' }

export const scriptRoute: Route = {
  path: scriptPath,
  ...pageView({ GET: async () => ({ status: 200, headers, body: script }) }),
}
