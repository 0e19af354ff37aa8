import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientAddress, clientNetwork } from '../../src/http/client-network.ts'

/** Addresses of one client each, in every form a socket or a proxy writes them. No two lines are the same client. */
const clients: readonly (readonly string[])[] = [
  ['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:192.0.2.1', '::ffff:c000:201', '0:0:0:0:0:ffff:c000:0201', '::ffff:c000:201%eth0'],
  ['192.0.2.2', '::ffff:c000:202', '192.0.2.2:443', '192.0.2.2:51234', '[::ffff:192.0.2.2]:443'],
  ['0.0.0.0', '::ffff:0:0', '::ffff:0.0.0.0'],
  ['255.255.255.255', '::ffff:ffff:ffff'],
  ['127.0.0.1', '::ffff:7f00:1'],
  ['::1', '::', '::2', '0:0:0:0:0:0:0:1', '::ffff'],
  [
    '2001:db8::1',
    '2001:DB8::1',
    '2001:0db8:0000:0000:0000:0000:0000:0001',
    '2001:db8:0:0:ffff:ffff:ffff:ffff',
    '2001:db8::192.0.2.1',
    '2001:db8:0:0:1::',
  ],
  ['2001:db8:0:1::1', '2001:db8:0:1:8000::', '2001:0db8:0:0001::'],
  ['2001:db8:1::1', '2001:db8:1:0::', '[2001:db8:1::1]', '[2001:db8:1::2]:443'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4::', '1:2:3:4:5:6:7.8.9.10'],
  ['1:2:3::', '1:2:3:0:5:6:7:8'],
  ['fe80::1', 'fe80::1%eth0', 'FE80::2%25', 'fe80::ffff:c000:201'],
  ['64:ff9b::192.0.2.1', '64:ff9b::c000:202'],
]

test('every spelling of an IPv4 address, and every address of an IPv6 /64, is one client', () => {
  for (const spellings of clients) {
    const [first = '', ...others] = spellings
    for (const other of others) assert.equal(clientNetwork(other), clientNetwork(first), `${other} and ${first}`)
  }
})

test('other IPv4 addresses and other IPv6 networks are other clients', () => {
  const networks = clients.map(([first = '']) => clientNetwork(first))
  assert.deepEqual(new Set(networks).size, clients.length, networks.join(' '))
})

test('an IPv4 client is written as its address and an IPv6 client as its network', () => {
  assert.equal(clientNetwork('::ffff:c000:201'), '192.0.2.1')
  assert.equal(clientNetwork('2001:db8::1'), '2001:db8:0:0::/64')
  assert.equal(clientNetwork('::'), '0:0:0:0::/64')
})

test('what a proxy wrote instead of an address is a client of its own', () => {
  for (const text of ['unknown', '', '_hidden', '999.1.1.1']) assert.equal(clientNetwork(text), text)
})

test('an address is written without port and zone, and as IPv4 wherever it is one', () => {
  for (const [sent, address] of [
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1:443', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['[2001:DB8::1]:443', '2001:db8:0:0:0:0:0:1'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1'],
    ['unknown', 'unknown'],
  ] as const)
    assert.equal(clientAddress(sent), address)
})
