import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Route } from '../dialects/dialect.ts'
import { pageView } from './view.ts'

const style = readFileSync(new URL('../../assets/pages.css', import.meta.url), 'utf8')
const digest = createHash('sha256').update(style).digest('base64url').slice(0, 16)

/** Named by what is in it, so that it can be kept for good. */
export const stylePath = `/customer/pages-${digest}.css`

export const styleRoute: Route = {
  path: stylePath,
  ...pageView({
    GET: async () => ({
      status: 200,
      headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' },
      body: style,
    }),
  }),
}
