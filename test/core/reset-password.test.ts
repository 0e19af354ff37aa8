import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FoundRecovery } from '../../src/core/recovery/recovery.ts'
import { type ResetDeps, resetPassword } from '../../src/core/recovery/reset-password.ts'
import { Trouble } from '../../src/violations/trouble.ts'

const nobody = () => assert.fail('this must not be asked for')
const holder = { state: 'active', email: 'a@example.com', isEmailVerified: true, firstName: 'Ada', lastName: 'Lovelace' } as const
const found: FoundRecovery = { email: 'a@example.com', isUsed: false, hasRunOut: false, holder }

const deps = (fields: Partial<ResetDeps>): ResetDeps => ({
  tenantId: 't',
  links: {
    make: nobody,
    read: (_kind, text) => (['t', 'u'].includes(text) ? { tenantId: text, customerId: 'c', id: 'i' } : undefined),
  },
  recoveries: { find: async () => found },
  claims: { holder: nobody },
  toAscii: (domain) => domain,
  limit: undefined,
  limitStore: { count: nobody },
  hashing: { hash: nobody },
  transaction: nobody,
  newId: nobody,
  now: nobody,
  ...fields,
})

const policy = { maximumCharacters: { password: 100 }, passwordRules: [] }
const resetWith = (token: string, fields: Partial<ResetDeps> = {}, password = 'correct horse') =>
  resetPassword({ token, password, passwordAgain: password, locale: 'en', clientNetwork: '' }, policy, deps(fields))

const isRefused = (code: string) => (error: unknown) => error instanceof Trouble && error.value.code === code

test('a link that does not work costs no hash, and one that we have not made or that is of another tenant no query', async () => {
  for (const token of ['made up', 'u'])
    await assert.rejects(resetWith(token, { recoveries: { find: nobody } }), isRefused('link_refused'))
  const faults: (FoundRecovery | undefined)[] = [
    undefined,
    { ...found, isUsed: true },
    { ...found, hasRunOut: true },
    { ...found, email: 'b@example.com' },
    ...(['suspended', 'deactivated', 'deleted'] as const).map((state) => ({ ...found, holder: { ...holder, state } })),
  ]
  for (const fault of faults)
    await assert.rejects(resetWith('t', { recoveries: { find: async () => fault } }), isRefused('link_refused'))
})

test('a password that is refused costs no hash', async () => {
  assert.equal((await resetWith('t', {}, '')).ok, false)
  assert.equal((await resetWith('t', {}, 'lovelace')).ok, false)
})

test('when no hash can be made in time, that is told before a transaction begins', async () => {
  const hash = async () => {
    throw new Trouble({ code: 'busy', retryAfterSeconds: 1 })
  }
  await assert.rejects(resetWith('t', { hashing: { hash } }), isRefused('busy'))
})

test('tries over the limit are refused before the link is looked at', async () => {
  const limited = {
    links: { make: nobody, read: nobody },
    limit: { name: 'link', count: 1, windowSeconds: 60 },
    limitStore: { count: async () => [{ used: 2, remainingSeconds: 30 }] },
  }
  await assert.rejects(resetWith('t', limited), isRefused('too_many_requests'))
})
