import { readFileSync } from 'node:fs'
import { assetOf } from './assets.ts'

/** What makes the pages better where script runs; each works without it. */
export const { path: scriptPath, route: scriptRoute } = assetOf(
  'pages.js',
  readFileSync(new URL('../../assets/pages.js', import.meta.url), 'utf8'),
)
