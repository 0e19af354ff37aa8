import { readFileSync } from 'node:fs'
import { assetOf } from './assets.ts'

export const { path: stylePath, route: styleRoute } = assetOf(
  'pages.css',
  readFileSync(new URL('../../assets/pages.css', import.meta.url), 'utf8'),
)
