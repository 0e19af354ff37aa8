import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { contrastOf, inkOn, readableContrast, readableOn, strongerThan } from '../../src/pages/contrast.ts'
import { encodePage } from '../../src/pages/encode.ts'
import { siteOf } from '../../src/pages/site.ts'
import { grounds, themeOf } from '../../src/pages/theme.ts'
import { styleSourcesOf } from '../support/inline-styles.ts'

const colors = ['ffffff', '000000', 'ffe600', '000080', 'ff0000', '00ff00', '1f4fd8', '767676', '777777', 'e75480'] as const

type Scheme = 'light' | 'dark'

const propertiesIn = (css: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...css.matchAll(/--([\w-]+): #([0-9a-f]{6});/g)].map(([, name = '', color = '']) => [name, color]))

/** The custom properties of a style sheet as they are in each scheme; the dark ones stand over the light ones. */
function schemesOf(css: string): Readonly<Record<Scheme, Readonly<Record<string, string>>>> {
  const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')
  return { light: propertiesIn(light), dark: { ...propertiesIn(light), ...propertiesIn(dark) } }
}

const sheet = schemesOf(readFileSync(new URL('../../assets/pages.css', import.meta.url), 'utf8').split('/* The sheet,')[0] ?? '')

const written: readonly [text: string, ...grounds: string[]][] = [
  ['ink', 'paper', 'ground'],
  ['quiet', 'paper', 'ground'],
  ['link', 'paper', 'ground'],
  ['wrong', 'paper', 'wrong-ground'],
  ['good', 'paper', 'good-ground'],
  ['on-accent', 'accent', 'accent-strong'],
]

/** Pairs that are hard to read. */
const faintIn = (properties: Readonly<Record<string, string>>): readonly string[] =>
  written.flatMap(([text, ...under]) =>
    under
      .filter((ground) => !(contrastOf(properties[text] ?? '', properties[ground] ?? '') >= readableContrast))
      .map((ground) => `${text} on ${ground}`),
  )

test('contrast is counted as the guidelines count it', () => {
  assert.equal(contrastOf('000000', 'ffffff'), 21)
  assert.equal(contrastOf('777777', '777777'), 1)
  assert.ok(contrastOf('ffffff', '767676') >= 4.5) // the lightest grey that passes on white
  assert.ok(contrastOf('777777', 'ffffff') < 4.5)
})

test('every text of the style sheet can be read on what it stands on, in light and in dark', () => {
  assert.deepEqual(faintIn(sheet.light), [])
  assert.deepEqual(faintIn(sheet.dark), [])
})

for (const color of colors) {
  test(`with the accent #${color}, links and what stands on buttons can be read in light and in dark`, () => {
    const theme = schemesOf(themeOf(color))
    assert.equal(theme.light['accent'], color)
    assert.deepEqual(faintIn({ ...sheet.light, ...theme.light }), [])
    assert.deepEqual(faintIn({ ...sheet.dark, ...theme.dark }), [])
  })
}

test('a button can be told from the page whatever colour it has: its edge has the colour of links', () => {
  for (const color of colors) {
    for (const scheme of ['light', 'dark'] as const) {
      const { link = '' } = schemesOf(themeOf(color))[scheme]
      assert.ok(contrastOf(link, sheet[scheme]['paper'] ?? '') >= 3)
    }
  }
})

test('a colour that can be read stays as it is, and one that cannot keeps its hue', () => {
  assert.equal(readableOn(grounds.light, '000080'), '000080')
  assert.equal(readableOn(grounds.dark, 'ffe600'), 'ffe600')
  const [red = 0, green = 0, blue = 0] = partsOf(readableOn(grounds.light, 'ffe600'))
  assert.ok(red > green && green > blue && blue === 0, 'yellow becomes a darker yellow')
  const navy = partsOf(readableOn(grounds.dark, '000080'))
  assert.ok(navy[0] === navy[1] && (navy[2] ?? 0) > (navy[0] ?? 0), 'navy becomes a lighter blue')
  const grey = partsOf(readableOn(grounds.light, 'ffffff'))
  assert.equal(new Set(grey).size, 1)
})

const partsOf = (color: string): readonly number[] => [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16))

test('what is written on a colour is black or white, and the colour moves away from it under the pointer', () => {
  assert.deepEqual([inkOn('ffe600'), inkOn('000080')], ['000000', 'ffffff'])
  for (const color of colors) {
    assert.ok(contrastOf(inkOn(color), strongerThan(color)) >= contrastOf(inkOn(color), color))
  }
})

test('the accent of a shop stands in the page after the style of all, and the policy allows both', () => {
  const presence = { shopName: 'Bakehouse', locale: 'en', publicUrl: undefined } as const
  const page = { status: 200, title: 'A page', content: '' }
  const { headers, body } = encodePage(page, 'en', siteOf(presence, { ...usualSettings, accentColor: '#E75480' }))
  assert.ok(String(body).includes(`</style><style>${themeOf('e75480')}</style>`))
  assert.ok(headers['content-security-policy']?.includes(`; ${styleSourcesOf(String(body))}; `))
})

test('a page takes pictures from where the shop keeps its logo, and from nowhere else', () => {
  const presence = { shopName: 'Bakehouse', locale: 'en', publicUrl: undefined } as const
  const page = { status: 200, title: 'A page', content: '' }
  const shown = (logoUrl: string | null) => encodePage(page, 'en', siteOf(presence, { ...usualSettings, logoUrl }))
  const { headers, body } = shown('https://cdn.example/logos/a.svg?v=2&x="')
  assert.match(headers['content-security-policy'] ?? '', /; img-src 'self' https:\/\/cdn\.example;/)
  assert.match(
    String(body),
    /<header><img class="logo" src="https:\/\/cdn\.example\/logos\/a\.svg\?v=2&amp;x=&quot;" alt="Bakehouse"><\/header>/,
  )
  assert.match(shown(null).headers['content-security-policy'] ?? '', /; img-src 'self';/)
})
