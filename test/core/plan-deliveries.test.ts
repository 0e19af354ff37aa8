import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Channel, secondsToNextTry } from '../../src/core/outbox/delivery.ts'
import type { EventType } from '../../src/core/outbox/event.ts'
import { planDeliveries } from '../../src/core/outbox/plan-deliveries.ts'

const occurredAt = new Date('2026-11-22T12:00:00Z')
const recovery = '01890000-0000-7000-8000-0000000000ff'

/** What is planned, as "channel purpose hours". */
const planned = (type: EventType, facts: Record<string, string | number | boolean>, channels: readonly Channel[] = ['mail']) =>
  planDeliveries({ type, facts, occurredAt }, channels).map(
    ({ channel, purpose, givesUpAt }) => `${channel} ${purpose} ${(givesUpAt.getTime() - occurredAt.getTime()) / 3_600_000}`,
  )

test('a registration is answered by what its surface asked for: nothing, a welcome, or the proof of the mailbox in its place', () => {
  assert.deepEqual(planned('customer.registered', { number: 1 }), [])
  assert.deepEqual(planned('customer.registered', { number: 1, welcome: true }), ['mail welcome 72'])
  assert.deepEqual(planned('customer.registered', { number: 1, verification: recovery }), ['mail email_verification 24'])
  assert.deepEqual(planned('customer.registered', { number: 1, verification: recovery, welcome: true }), [
    'mail email_verification 24',
  ])
})

test('whose mailbox somebody else registers is told, with a link where the account is open', () => {
  assert.deepEqual(planned('customer.registration_repeated', { recovery }), ['mail known_address 1'])
  assert.deepEqual(planned('customer.registration_repeated', {}), ['mail closed_account 72'])
})

test('a push goes out to be welcomed where there is a channel for it', () => {
  const both: readonly Channel[] = ['mail', 'push']
  assert.deepEqual(planned('customer.registered', { welcome: true }, both), ['mail welcome 72', 'push welcome 72'])
  const proving = { welcome: true, verification: recovery }
  assert.deepEqual(planned('customer.registered', proving, both), ['mail email_verification 24', 'push welcome 72'])
  assert.deepEqual(planned('customer.registered', { welcome: true }, ['push']), ['push welcome 72'])
  assert.deepEqual(planned('customer.registered', { number: 1 }, both), [])
})

test('a change of mailbox is told to both, to the new one by what asks it to prove itself where that is wanted, and so is an undone one', () => {
  assert.deepEqual(planned('customer.email_changed', { undo: recovery }), ['mail email_changed 72', 'mail new_address 72'])
  assert.deepEqual(planned('customer.email_change_undone', {}), ['mail email_change_undone 72'])
  assert.deepEqual(planned('customer.email_changed', { undo: recovery, verification: recovery }), [
    'mail email_changed 72',
    'mail email_verification 24',
  ])
})

test('a link for a new password is sent for as long as it is good, and a changed password is told', () => {
  assert.deepEqual(planned('customer.password_reset_requested', { recovery }), ['mail password_reset 1'])
  assert.deepEqual(planned('customer.password_changed', { by: 'reset' }), ['mail password_changed 72'])
  const asked = { change: recovery, locale: 'en' }
  assert.deepEqual(planned('customer.email_change_asked', { ...asked, asksNew: true }), [
    'mail email_change_old 24',
    'mail email_change_new 24',
  ])
  assert.deepEqual(planned('customer.email_change_asked', { ...asked, asksNew: false }), ['mail email_change_old 24'])
  assert.deepEqual(planned('customer.email_changed', { undo: recovery, proven: true }), [
    'mail email_changed 72',
    'mail new_address 72',
  ])
  assert.deepEqual(planned('customer.deletion_planned', { day: '2026-12-06' }), ['mail deletion_planned 72'])
})

test('from no other event anything follows', () => {
  for (const type of ['customer.updated', 'customer.suspended', 'customer.email_verified', 'customer.erased'] as const)
    assert.deepEqual(planned(type, { welcome: true, verification: recovery }, ['mail', 'push']), [])
})

test('pauses double from five seconds to an hour, and chance makes them a quarter longer at most', () => {
  const pauses = [1, 2, 3, 9, 10, 11, 12, 1000].map((attempts) => secondsToNextTry(attempts, 0))
  assert.deepEqual(pauses, [5, 10, 20, 1280, 2560, 3600, 3600, 3600])
  assert.deepEqual([secondsToNextTry(1, 0.5), secondsToNextTry(1, 1), secondsToNextTry(1000, 1)], [5.625, 6.25, 4500])
})

test('a pause is no shorter than the other side asks for, up to an hour', () => {
  const pauses = [0, 3, 60, 86_400].map((least) => secondsToNextTry(1, 0, least))
  assert.deepEqual(pauses, [5, 5, 60, 3600])
  assert.deepEqual([secondsToNextTry(9, 0, 60), secondsToNextTry(1, 1, 60)], [1280, 75])
})
