import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isInNetworks } from '../../src/adapters/network/networks.ts'

const networks = ['192.0.2.7', '10.0.0.0/8', '2001:db8::/32', '2001:db9::1', '::ffff:198.51.100.0/120']

test('an address is in the networks that hold it, IPv4 written as IPv6 included', () => {
  for (const address of ['192.0.2.7', '10.0.0.0', '10.255.255.255', '2001:db8:1::9', '2001:db9:0:0:0:0:0:1', '198.51.100.9'])
    assert.ok(isInNetworks(address, networks), address)
  for (const address of ['::ffff:192.0.2.7', '::ffff:a00:1']) assert.ok(isInNetworks(address, networks), address)
})

test('other addresses, and what is none, are in none of them', () => {
  for (const address of [
    '192.0.2.8',
    '11.0.0.0',
    '2001:db7::1',
    '2001:db9::2',
    '::1',
    '198.51.101.0',
    'unknown',
    '',
    '10.0.0.1:443',
  ])
    assert.ok(!isInNetworks(address, networks), address)
  assert.ok(!isInNetworks('10.0.0.1', []))
})
