import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PasswordHashing } from '../../src/core/credentials/hashing.ts'
import { noPassword } from '../../src/core/credentials/scheme.ts'
import { openGate } from '../../src/core/migration/gate.ts'
import { createFailureFloor } from '../../src/core/sessions/failure-floor.ts'
import type { LoginHolder } from '../../src/core/sessions/login.ts'
import { proveLogin } from '../../src/core/sessions/prove-login.ts'
import { RecentSlowest } from '../../src/core/sessions/recent-slowest.ts'
import { Trouble } from '../../src/violations/trouble.ts'

const holder = (hash: string | null, state: LoginHolder['state'] = 'active'): LoginHolder => ({
  ...{ customerId: 'c', number: 1, state, isEmailVerified: true, hash, passwordVersion: 1 },
})

/** Sign-ins of one tenant whose old system refuses everybody, after as long as it is told; hashes take no time. */
function aTenant(customers: Readonly<Record<string, LoginHolder>>) {
  const state = { elapsed: 0, answersIn: 0, asked: [] as string[] }
  const refusals = new RecentSlowest()
  const hashing = {
    hash: async () => 'hash',
    verify: async () => false,
    decoy: async () => '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA',
    isOutdated: () => false,
    admit() {},
    millisecondsOf: async () => 0,
  } satisfies PasswordHashing
  const time = {
    now: () => new Date(state.elapsed),
    elapsed: () => state.elapsed,
    async sleep(milliseconds: number) {
      state.elapsed += milliseconds
    },
  }
  const deps = {
    ...{ ...time, hashing, limits: undefined, limitStore: { count: async () => [] }, unverified: 'accepted' as const },
    logins: { find: async (login: string) => customers[login] },
    toAscii: (domain: string) => domain,
    failureFloor: createFailureFloor({
      ...{ ...time, foreignSchemes: async () => [], millisecondsOf: async () => 0 },
      slowestRefusal: () => refusals.milliseconds,
    }),
    previous: {
      async moveIn({ login }: { login: string }) {
        state.asked.push(login)
        state.elapsed += state.answersIn
        return false
      },
      noteRefusal: (milliseconds: number) => refusals.note(milliseconds),
    },
  }
  /** @returns how long it took to be refused */
  const refused = async (login: string, answersIn: number): Promise<number> => {
    const began = state.elapsed
    state.answersIn = answersIn
    const draft = { login, password: 'x', passwordAsSent: 'x' }
    await assert.rejects(
      proveLogin({ draft, clientNetwork: 'n', inactiveIs: 'refused' }, deps as unknown as Parameters<typeof proveLogin>[1]),
      (error) => error instanceof Trouble && error.value.code === 'credentials_refused',
    )
    return state.elapsed - began
  }
  return { refused, state }
}

const hash = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA'

test('a wrong password takes as long for who is here as for who is asked for elsewhere', async () => {
  const { refused, state } = aTenant({ 'here@example.com': holder(hash) })
  assert.equal(await refused('nobody@example.com', 300), 300)
  assert.equal(await refused('here@example.com', 0), 300)
  assert.equal(await refused('nobody@example.com', 100), 300)
  assert.equal(await refused('nobody@example.com', 700), 700)
  assert.equal(await refused('here@example.com', 0), 700)
  assert.deepEqual(new Set(state.asked), new Set(['nobody@example.com']))
})

test('an old system that was slow once is forgotten when it has answered twenty times since', async () => {
  const { refused } = aTenant({ 'here@example.com': holder(hash) })
  await refused('nobody@example.com', 5_000)
  for (let answer = 0; answer < 19; answer += 1) await refused('nobody@example.com', 10)
  assert.equal(await refused('here@example.com', 0), 5_000)
  await refused('nobody@example.com', 10)
  assert.equal(await refused('here@example.com', 0), 10)
})

test('a password that was taken away here, and whoever may not sign in here, is not asked for elsewhere', async () => {
  const { refused, state } = aTenant({
    'taken@example.com': holder(noPassword),
    'suspended@example.com': holder(null, 'suspended'),
    'none@example.com': holder(null),
  })
  for (const login of ['taken@example.com', 'suspended@example.com', 'none@example.com']) await refused(login, 1)
  assert.deepEqual(state.asked, ['none@example.com'])
})

test('so many are let in at once and nobody waits, and who is done makes room, also by failing', async () => {
  const gate = openGate(2)
  const ends: ((isWell: boolean) => void)[] = []
  const work = () =>
    new Promise<string>((resolve, reject) => ends.push((isWell) => (isWell ? resolve('done') : reject(new Error()))))
  const [first, second] = [gate(work), gate(work)]
  await assert.rejects(gate(work), (error) => error instanceof Trouble && error.value.code === 'busy')
  ends[0]?.(false)
  await assert.rejects(first)
  const third = gate(work)
  for (const end of ends) end(true)
  assert.deepEqual(await Promise.all([second, third]), ['done', 'done'])
})
