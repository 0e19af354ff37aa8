import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../../src/config/config.ts'
import { joinEntrance } from '../../src/join/entrance.ts'
import { testSettings } from '../support/patron.ts'
import { defaultTenant } from '../support/tenants.ts'

const scoring = { score: async () => 4 }
const entrance = (rateLimits: 'on' | 'off') => {
  const config = readConfig({ ...testSettings, PATRON_RATE_LIMITS: rateLimits })
  return joinEntrance({ scoring, config })
}

test('one client has 120 passwords scored in a minute, whichever shop it asks, and others as many', () => {
  const entranceOf = entrance('on')
  const another = { ...defaultTenant, id: '01890000-0000-7000-8000-0000000000ff' }
  const tenants = [entranceOf(defaultTenant), entranceOf(another)]
  for (let count = 0; count < 120; count += 1) tenants[count % 2]?.countScore('203.0.113.1')
  for (const tenant of tenants)
    assert.throws(
      () => tenant.countScore('203.0.113.1'),
      ({ value }) => value.code === 'too_many_requests' && value.retryAfterSeconds >= 1 && value.retryAfterSeconds <= 60,
    )
  tenants[0]?.countScore('203.0.113.2')
})

test('without limits nothing is counted', () => {
  const { countScore } = entrance('off')(defaultTenant)
  for (let count = 0; count < 1_000; count += 1) countScore('203.0.113.1')
})
