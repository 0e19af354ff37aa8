import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withSuffix } from '../../src/core/customers/slug.ts'
import { assignSlugs } from '../../src/core/migration/assign-slugs.ts'

/** Who has a slug already, and how often and about how many anybody asked. */
function holders(held: readonly string[]) {
  const asked = { questions: 0, candidates: 0 }
  const taken = async (candidates: string[]) => {
    asked.questions += 1
    asked.candidates += candidates.length
    return new Set(candidates.filter((candidate) => held.includes(candidate)))
  }
  return { asked, taken }
}

test('those who share a name get the numbers after it, each once, whoever has some of them already', async () => {
  const { taken } = holders(['ada', 'ada-2', 'ada-5', 'grace-2'])
  const slugs = await assignSlugs(['ada', 'grace', 'ada', 'grace', 'ada', 'ada-3'], taken, new Map())
  assert.equal(new Set(slugs).size, slugs.length)
  assert.equal((await taken([...slugs])).size, 0)
  assert.deepEqual([slugs[0], slugs[1], slugs[4]], ['ada-4', 'grace', 'ada-3'])
})

test('of a name that ten thousand have, each further one costs no question of its own', async () => {
  const held = Array.from({ length: 10_000 }, (_, index) => withSuffix('john-smith', index + 1))
  const { asked, taken } = holders(held)
  const last = new Map<string, number>()
  const slugs = await assignSlugs(Array(500).fill('john-smith'), taken, last)
  assert.deepEqual([slugs[0], slugs[499]], ['john-smith-10001', 'john-smith-10500'])
  const before = asked.questions
  assert.ok(before < 20, `${before} questions`)
  assert.deepEqual(await assignSlugs(['john-smith'], taken, last), ['john-smith-10501'])
  assert.equal(asked.questions, before + 1)
})

test('names that are cut alike do not meet', async () => {
  const { taken } = holders([])
  const long = 'a'.repeat(50)
  const slugs = await assignSlugs([long, long, `${'a'.repeat(48)}-2`, long], taken, new Map())
  assert.equal(new Set(slugs).size, 4)
})
