import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { type Locale, locales } from '../../src/core/tenants/locale.ts'
import { type Catalogue, catalogue, type MessageValues } from '../../src/pages/texts/catalogue.ts'

type AnyCatalogue = Catalogue<string>

const folder = new URL('../../src/pages/texts/', import.meta.url)

/** Every catalogue of the pages, by the name it is exported under. */
async function everyCatalogue(): Promise<readonly (readonly [name: string, texts: AnyCatalogue])[]> {
  const modules = await Promise.all(readdirSync(folder).map((file) => import(new URL(file, folder).href)))
  return modules.flatMap((exported) => Object.entries<AnyCatalogue>(exported)).filter(([, texts]) => 'ids' in texts)
}

/** Says a message whatever values it has, and tells which. */
function saying(texts: AnyCatalogue, locale: Locale, id: string): { said: string; values: readonly string[] } {
  const asked = new Set<string>()
  const values = new Proxy<MessageValues>(
    {},
    {
      has: () => true,
      get(_target, name) {
        asked.add(String(name))
        return 2
      },
    },
  )
  return { said: texts(locale)(id, values), values: [...asked].toSorted() }
}

test('every message can be said in every language, and says something of its own with the same values', async () => {
  const catalogues = await everyCatalogue()
  assert.ok(catalogues.length > 5)
  for (const [name, texts] of catalogues) {
    for (const id of texts.ids) {
      const { values: inEnglish } = saying(texts, 'en', id)
      for (const locale of locales) {
        const { said, values } = saying(texts, locale, id)
        assert.match(said, /\S/, `${name} ${id} ${locale}`)
        assert.doesNotMatch(said, /[{}]|undefined/, `${name} ${id} ${locale}`)
        assert.deepEqual(values, inEnglish, `${name} ${id} ${locale}`)
      }
    }
  }
})

test('no language is left in the words of another: whole sentences differ', async () => {
  for (const [name, texts] of await everyCatalogue()) {
    for (const id of texts.ids) {
      const said = locales.map((locale) => saying(texts, locale, id).said)
      if (said.every((text) => /(\p{L}+\P{L}+){3}/u.test(text))) assert.equal(new Set(said).size, locales.length, `${name} ${id}`)
    }
  }
})

test('values are text wherever they stand, and plurals are those of the language', () => {
  const texts = catalogue({
    en: { mails: '{n, plural, one {# mail} other {# mails}} to <b>{name}</b>' },
    de: { mails: '{n, plural, one {# Mail} other {# Mails}} an {name}' },
    fr: { mails: '{n, plural, one {# message} other {# messages}} à {name}' },
    es: { mails: '{n, plural, one {# mensaje} other {# mensajes}} a {name}' },
  })
  assert.equal(texts('en')('mails', { n: 1, name: '{Ada} <i>' }), '1 mail to <b>{Ada} <i></b>')
  assert.equal(texts('fr')('mails', { n: 0, name: 'Ada' }), '0 message à Ada')
  assert.equal(texts('de')('mails', { n: 0, name: 'Ada' }), '0 Mails an Ada')
})

test('a message whose value is missing is an error and not half a sentence', () => {
  const one = { greeting: 'Hello {name}' }
  const texts = catalogue({ en: one, de: one, fr: one, es: one })
  assert.throws(() => texts('en')('greeting'), /name/)
})
