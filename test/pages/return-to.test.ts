import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowedReturn } from '../../src/pages/return-to.ts'

const shop = ['https://shop.example', 'https://other.example/app/', 'http://localhost:3000/dev']

test('people are sent on to addresses that begin with one of the tenant’s, as browsers write them', () => {
  const allowed: readonly (readonly [sent: string, followed: string])[] = [
    ['https://shop.example', 'https://shop.example/'],
    ['https://shop.example/basket?item=1&b=%20#top', 'https://shop.example/basket?item=1&b=%20#top'],
    ['HTTPS://SHOP.example:443/x', 'https://shop.example/x'],
    ['https://other.example/app', 'https://other.example/app'],
    ['https://other.example/app/', 'https://other.example/app/'],
    ['https://other.example/app/orders/1', 'https://other.example/app/orders/1'],
    ['https://other.example/app?from=//evil.example', 'https://other.example/app?from=//evil.example'],
    ['http://localhost:3000/dev/x', 'http://localhost:3000/dev/x'],
  ]
  for (const [sent, followed] of allowed) assert.equal(allowedReturn(sent, shop), followed, sent)
})

test('and to no other, whatever it looks like', () => {
  const refused: readonly (string | null)[] = [
    null,
    '',
    '/',
    '/basket',
    '//shop.example',
    '//evil.example',
    'shop.example',
    'https:shop.example',
    'https:/shop.example',
    'https:///shop.example',
    'https:\\\\shop.example',
    'https://shop.example.evil.example',
    'https://shop.exampleevil',
    'https://shop.example:8443',
    'http://shop.example',
    'https://evil.example/https://shop.example',
    'https://evil.example?https://shop.example',
    'https://evil.example#https://shop.example',
    'https://shop.example@evil.example',
    'https://shop.example:443@evil.example/',
    'https://somebody@shop.example/',
    'https://a:b@shop.example/',
    'https://evil.example\\@shop.example/',
    'https://shop.example\\evil',
    'https://shop.example/\tx',
    'https://shop.example/\nx',
    'https://shop.example/ x',
    ' https://shop.example/',
    'https://shop.example/\u0000',
    'javascript:alert(1)',
    'javascript://shop.example/%0aalert(1)',
    'data:text/html,x',
    'ftp://shop.example/',
    'https://other.example/',
    'https://other.example/application',
    'https://other.example/app/../admin',
    'https://other.example/app/%2e%2e/admin',
    'https://other.example/app/..%2fadmin',
    'https://other.example/app%2F..%2Fadmin',
    'https://other.example/app/..%5Cadmin',
    'https://other.example/App',
    'http://localhost:3001/dev',
    `https://shop.example/${'x'.repeat(2_000)}`,
    'https://[shop.example/',
  ]
  for (const sent of refused) assert.equal(allowedReturn(sent, shop), undefined, String(sent))
  assert.equal(allowedReturn('https://shop.example/', []), undefined)
})
