import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { errorsPage } from '../../scripts/docs/errors-page.ts'
import { troubleExamples, violationExamples } from '../../scripts/docs/examples.ts'
import { generatedPages } from '../../scripts/docs/pages.ts'

for (const [path, page] of Object.entries(generatedPages)) {
  test(`${path} says what the code says (npm run docs makes it again)`, async () => {
    assert.equal(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'), page())
  })
}

test('every refusal there is has its answer on every surface', () => {
  const sections = errorsPage().split('\n### ').slice(1)
  const codes = [...Object.keys(violationExamples), ...Object.keys(troubleExamples)]
  assert.deepEqual(
    sections.map((section) => section.split('\n', 1)[0]),
    codes,
  )
  for (const section of sections) {
    for (const surface of ['Django', 'Bagisto, GraphQL', 'Bagisto, REST', 'Singula', 'Patron'])
      assert.match(section, new RegExp(`^- ${surface}[^:]*: \\d{3}, .*\\S`, 'm'), `${section.split('\n', 1)} on ${surface}`)
  }
})
