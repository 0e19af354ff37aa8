import type { Route, WireRequest } from '../dialects/dialect.ts'
import { Trouble } from '../violations/trouble.ts'
import { keptForGood } from './assets.ts'
import { inkOn } from './contrast.ts'
import { pageView } from './view.ts'

/** The style of one accent colour; the colour names it, so whose it is need not be known. */
export const themePath = (accentColor: string): string => `/customer/theme/${accentColor.slice(1).toLowerCase()}.css`

const named = /\/theme\/([0-9a-f]{6})\.css$/

export const themeRoute: Route = {
  path: '/customer/theme/:color',
  ...pageView({ GET: async (request) => keptForGood('text/css', themeOf(request)) }),
}

function themeOf({ path }: WireRequest): string {
  const [, color] = named.exec(path) ?? []
  if (color === undefined) throw new Trouble({ code: 'not_found' })
  return `:root { --accent: #${color}; --on-accent: ${inkOn(color)}; }\n`
}
