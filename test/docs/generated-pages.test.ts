import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { generatedPages } from '../../scripts/docs/pages.ts'

for (const [path, page] of Object.entries(generatedPages)) {
  test(`${path} says what the code says (npm run docs makes it again)`, async () => {
    assert.equal(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'), page())
  })
}
