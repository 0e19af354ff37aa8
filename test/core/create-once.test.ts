import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CreateOnceDeps, createOnce, type Transaction } from '../../src/core/idempotency/create-once.ts'
import type { AnswerSeals, KeptAnswerStores, KeyRecord, OnceDeps } from '../../src/core/idempotency/run-once.ts'
import { Trouble } from '../../src/violations/trouble.ts'

type Outcome = { readonly ok: true; readonly number: number } | { readonly ok: false }

const bytes = (text: string) => new TextEncoder().encode(text)
const textOf = (data: Uint8Array) => new TextDecoder().decode(data)

const seals: AnswerSeals = {
  digest: (scope, key) => bytes(`${scope} ${key}`),
  fingerprint: (body) => body,
  matches: (fingerprint, body) => textOf(fingerprint) === textOf(body),
  seal: (_key, answer) => bytes(JSON.stringify(answer)),
  open: (_key, sealed) => JSON.parse(textOf(sealed)),
}

/** One key in memory: whatever a transaction keeps is there once it has committed. */
function aKey({ runs = 1, isLost = false }: { runs?: number; isLost?: boolean } = {}) {
  let row: KeyRecord | undefined
  const done: string[] = []
  const once: OnceDeps = {
    seals,
    newToken: () => 'a token',
    store: {
      async lease(_lease, fingerprint) {
        if (row) return row
        row = { fingerprint, answer: null, leaseRemainingSeconds: 30 }
        return undefined
      },
      async release() {
        if (row?.answer === null) row = undefined
        done.push('released')
      },
    },
  }
  const transaction: Transaction<KeptAnswerStores, Outcome> = async (work) => {
    for (let run = 1; ; run += 1) {
      let kept: Uint8Array | undefined
      const keep = async (_lease: unknown, customerId: string, sealed: Uint8Array) => {
        done.push(`kept for ${customerId}`)
        kept = sealed
        return !isLost
      }
      const outcome = await work({ keptAnswers: { keep } })
      if (run < runs) continue
      if (kept && row) row = { ...row, answer: kept }
      return outcome
    }
  }
  const deps: CreateOnceDeps<KeptAnswerStores, Outcome> = { once, transaction, customerId: 'ada' }
  let told = 0
  const answer = (outcome: Outcome) => (outcome.ok ? `number ${outcome.number}, told ${++told}` : 'refused')
  const create = (body: string, outcomes: readonly Outcome[]) => {
    const left = [...outcomes]
    const work = async () => left.shift() ?? assert.fail('nothing more was to be created')
    const keyed = { key: 'a key', scope: 'ada', body: bytes(body) }
    return createOnce({ keyed, answer }, deps, (transactionOf) => transactionOf(work))
  }
  return { create, done }
}

const isTrouble = (code: string) => (error: unknown) => error instanceof Trouble && error.value.code === code

test('what was created is told once, and the same is told whoever repeats it', async () => {
  const { create, done } = aKey()
  const first = await create('a body', [{ ok: true, number: 7 }])
  assert.deepEqual(first, { answer: 'number 7, told 1', replayed: false })
  assert.deepEqual(await create('a body', []), { ...first, replayed: true })
  await assert.rejects(create('another body', []), isTrouble('idempotency_key_reused'))
  assert.deepEqual(done, ['kept for ada'])
})

test('a refused outcome is told and not kept, and its key is free', async () => {
  const { create, done } = aKey()
  assert.deepEqual(await create('a body', [{ ok: false }]), { answer: 'refused', replayed: false })
  assert.deepEqual(await create('another body', [{ ok: true, number: 8 }]), { answer: 'number 8, told 1', replayed: false })
  assert.deepEqual(done, ['released', 'kept for ada'])
})

test('of a transaction that is run again the answer of the last run is kept and told', async () => {
  const outcomes: readonly Outcome[] = [
    { ok: true, number: 1 },
    { ok: true, number: 2 },
  ]
  const { create } = aKey({ runs: 2 })
  const first = await create('a body', outcomes)
  assert.deepEqual(first, { answer: 'number 2, told 2', replayed: false })
  assert.deepEqual(await create('a body', []), { ...first, replayed: true })
})

test('who has lost the key to another creates nothing', async () => {
  const { create } = aKey({ isLost: true })
  await assert.rejects(create('a body', [{ ok: true, number: 1 }]), isTrouble('idempotency_key_in_use'))
})

test('what fails frees the key', async () => {
  const { create, done } = aKey()
  await assert.rejects(create('a body', []))
  assert.deepEqual(done, ['released'])
  assert.equal((await create('a body', [{ ok: true, number: 3 }])).replayed, false)
})
