import { type Color, inkOn, readableOn, strongerThan } from './contrast.ts'

/**
 * What links stand on in assets/pages.css, where it comes closest to them: what is readable here is so on everything else of
 * the scheme.
 */
export const grounds = { light: 'f3f4f6', dark: '1b1d21' } as const

/**
 * Buttons are of the colour itself in both schemes, with black or white on them. Links, and the edge by which a white button is
 * seen on white, are of a shade of it that is readable on the page.
 *
 * @returns a style sheet to stand after the one of every page
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
