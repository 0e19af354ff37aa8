import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findFreeSlug } from '../../src/core/customers/free-slug.ts'
import { withSuffix } from '../../src/core/customers/slug.ts'

/** A register in which the numbers told by `isTaken` are held, and which counts what it is asked. */
function register(stem: string, isTaken: (n: number) => boolean) {
  const asked = { questions: 0, candidates: 0 }
  const numberOf = (slug: string): number => (slug === stem ? 1 : Number(/-(\d+)$/.exec(slug)?.[1]))
  const taken = async (candidates: string[]): Promise<ReadonlySet<string>> => {
    asked.questions += 1
    asked.candidates += candidates.length
    return new Set(candidates.filter((slug) => isTaken(numberOf(slug))))
  }
  return { asked, taken }
}

const held = [
  { count: 0, expected: 'john-smith', questions: 1, candidates: 8 },
  { count: 1, expected: 'john-smith-2', questions: 1, candidates: 8 },
  { count: 7, expected: 'john-smith-8', questions: 1, candidates: 8 },
  { count: 8, expected: 'john-smith-9', questions: 3, candidates: 50 },
  { count: 16, expected: 'john-smith-17', questions: 3, candidates: 60 },
  { count: 99, expected: 'john-smith-100', questions: 4, candidates: 80 },
  { count: 9_999, expected: 'john-smith-10000', questions: 6, candidates: 100 },
  { count: 10_000_000, expected: 'john-smith-10000001', questions: 8, candidates: 130 },
]
for (const { count, expected, questions, candidates } of held) {
  test(`after ${count} people named John Smith the next is ${expected}, in at most ${questions} questions`, async () => {
    const { asked, taken } = register('john-smith', (n) => n <= count)
    assert.equal(await findFreeSlug('john-smith', taken), expected)
    assert.ok(asked.questions <= questions && asked.candidates <= candidates, JSON.stringify(asked))
  })
}

test('without gaps the lowest free number is found, also where the stem gives way to the number', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 300_000 }), fc.constantFrom('john', 'a'.repeat(50)), async (count, stem) => {
      const { taken } = register(stem, (n) => n <= count)
      assert.equal(await findFreeSlug(stem, taken), withSuffix(stem, count + 1))
    }),
  )
})

test('a number that became free among the first eight is given again', async () => {
  const { taken } = register('john-smith', (n) => n <= 5_000 && n !== 4)
  assert.equal(await findFreeSlug('john-smith', taken), 'john-smith-4')
})

test('whatever the gaps, the slug found is one that was said to be free', async () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 0, maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(numbers, async (list) => {
      const { taken } = register('john', (n) => list.includes(n))
      const slug = await findFreeSlug('john', taken)
      assert.equal((await taken([slug])).size, 0)
    }),
  )
})

test('a register that calls everything taken is not asked for ever', async () => {
  const { asked, taken } = register('john', () => true)
  await assert.rejects(findFreeSlug('john', taken), /no free number for the slug "john"/)
  assert.equal(asked.questions, 2)
})
