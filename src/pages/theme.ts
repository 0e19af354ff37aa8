import type { Route, WireRequest } from '../dialects/dialect.ts'
import { Trouble } from '../violations/trouble.ts'
import { keptForGood } from './assets.ts'
import { type Color, inkOn, readableOn, strongerThan } from './contrast.ts'
import { pageView } from './view.ts'

/**
 * What links stand on in assets/pages.css, where it comes closest to them: what is readable here is so on everything else of
 * the scheme.
 */
export const grounds = { light: 'f3f4f6', dark: '1b1d21' } as const

/** The style of one accent colour; the colour names it, so whose it is need not be known. */
export const themePath = (accentColor: string): string => `/customer/theme/${accentColor.slice(1).toLowerCase()}.css`

const named = /\/theme\/([0-9a-f]{6})\.css$/

export const themeRoute: Route = {
  path: '/customer/theme/:color',
  ...pageView({ GET: async (request) => keptForGood('text/css', themeOf(colorIn(request))) }),
}

function colorIn({ path }: WireRequest): Color {
  const [, color] = named.exec(path) ?? []
  if (color === undefined) throw new Trouble({ code: 'not_found' })
  return color
}

/**
 * Buttons are of the colour itself in both schemes, with black or white on them. Links, and the edge by which a white button is
 * seen on white, are of a shade of it that is readable on the page.
 */
export const themeOf = (color: Color): string => `:root {
  --accent: #${color};
  --accent-strong: #${strongerThan(color)};
  --on-accent: #${inkOn(color)};
  --link: #${readableOn(grounds.light, color)};
}
@media (prefers-color-scheme: dark) {
  :root {
    --link: #${readableOn(grounds.dark, color)};
  }
}
`
