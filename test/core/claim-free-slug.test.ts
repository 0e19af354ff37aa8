import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { claimFreeSlug } from '../../src/core/customers/claim-slug.ts'
import { slugStem, withSuffix } from '../../src/core/customers/slug.ts'

/** Slugs by holder, in memory; `rivals` take a slug each just before it would be taken. */
function heldSlugs(held: ReadonlyMap<string, string>, rivals: readonly string[] = []) {
  const holders = new Map(held)
  const waiting = [...rivals]
  return {
    holders,
    claims: {
      held: async (_kind: string, values: readonly string[]) => values.filter((value) => holders.has(value)),
      take: async (customerId: string, names: readonly { kind: 'slug' | 'login' | 'number'; value: string }[]) => {
        const [name] = names
        const rival = waiting.shift()
        if (rival !== undefined && name) holders.set(name.value, rival)
        if (!name || holders.has(name.value)) return name
        holders.set(name.value, customerId)
        return undefined
      },
    },
  }
}

const numbered = (stem: string, count: number, holder = (n: number) => `other ${n}`) =>
  new Map(Array.from({ length: count }, (_, index) => [withSuffix(stem, index + 1), holder(index + 1)]))

test('the second John Smith gets a number, and keeps it when nothing about the name has changed', async () => {
  const { claims, holders } = heldSlugs(numbered('john-smith', 1))
  assert.equal(await claimFreeSlug('two', 'john-smith', claims), 'john-smith-2')
  assert.equal(await claimFreeSlug('two', 'john-smith', claims, 'john-smith-2'), 'john-smith-2')
  assert.deepEqual([...holders], [...numbered('john-smith', 1), ['john-smith-2', 'two']])
})

test('whoever is renamed and renamed back gets the own slug again while nobody else is faster', async () => {
  const { claims, holders } = heldSlugs(new Map([...numbered('john-smith', 1), ['john-smith-2', 'two']]))
  assert.equal(await claimFreeSlug('two', 'john-king', claims, 'john-smith-2'), 'john-king')
  holders.delete('john-smith-2')
  assert.equal(await claimFreeSlug('two', 'john-smith', claims, 'john-king'), 'john-smith-2')
  holders.delete('john-king')
  assert.equal(await claimFreeSlug('three', 'john-smith', claims), 'john-smith-3')
})

test('a lower number that became free is taken, as upstream does', async () => {
  const held = numbered('john-smith', 5)
  held.delete('john-smith-3')
  const { claims } = heldSlugs(held)
  assert.equal(await claimFreeSlug('other 5', 'john-smith', claims, 'john-smith-5'), 'john-smith-3')
})

test('slugs lost to rivals in between move on to the next', async () => {
  const { claims, holders } = heldSlugs(numbered('john-smith', 1), ['rival', 'rival'])
  assert.equal(await claimFreeSlug('two', 'john-smith', claims), 'john-smith-4')
  assert.deepEqual([holders.get('john-smith-2'), holders.get('john-smith-3')], ['rival', 'rival'])
})

test('of any number of namesakes each keeps the own slug, and the next one gets the next number', async () => {
  const names = fc.constantFrom('John Smith', 'a'.repeat(60), 'x', 'John 16', '-')
  await fc.assert(
    fc.asyncProperty(names, fc.integer({ min: 1, max: 3_000 }), fc.nat(), async (name, count, pick) => {
      const stem = slugStem(name)
      const { claims } = heldSlugs(numbered(stem, count))
      const n = (pick % count) + 1
      const own = withSuffix(stem, n)
      assert.equal(await claimFreeSlug(`other ${n}`, stem, claims, own), own)
      assert.equal(await claimFreeSlug('next', stem, claims), withSuffix(stem, count + 1))
    }),
    { numRuns: 60 },
  )
})

test('a slug that only looks like one of the name is given up', async () => {
  for (const own of ['john-smithson', 'john-smith-02', 'john-smith-x', 'john-smith-', 'smith-2', 'john']) {
    const { claims } = heldSlugs(new Map([...numbered('john-smith', 20), [own, 'two']]))
    assert.equal(await claimFreeSlug('two', 'john-smith', claims, own), 'john-smith-21', own)
  }
})
