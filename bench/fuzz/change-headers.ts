import { changeText } from './change-json.ts'
import { type DraftChange, without } from './draft-change.ts'
import { nastyTexts } from './nasty.ts'
import type { Pair } from './request.ts'

/** What HTTP lets a header say; what it does not is for the changes of framing. */
const headerText = (text: string): string => text.replaceAll(/[\0-\x08\x0a-\x1f\x7f]/g, ' ').slice(0, 4_000)

const headers: readonly Pair[] = [
  ...[
    'application/json; charset=utf-16',
    'application/json; charset=latin-1',
    'application/json; charset=',
    'text/plain',
    'application/graphql',
  ].map((type): Pair => ['content-type', type]),
  ...[
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=a',
    'multipart/form-data; boundary="',
    '',
    ';',
  ].map((type): Pair => ['content-type', type]),
  ...['text/html', 'image/*', '*/*;q=0', 'application/json;q=x', ',', 'application/vnd.api+json', 'text/event-stream'].map(
    (type): Pair => ['accept', type],
  ),
  ...['gzip', 'br', 'identity', 'gzip, gzip', 'x'].map((coding): Pair => ['content-encoding', coding]),
  ...['127.0.0.1', 'unknown', '::ffff:203.0.113.5', '2001:db8::1, 10.0.0.1', '1.1.1.1, , x', '%00', ',,,', 'fe80::1%eth0'].map(
    (address): Pair => ['x-forwarded-for', address],
  ),
  ...['elsewhere.example', 'a b', 'a:b:c', '[::1', '', 'x'.repeat(300), '127.0.0.1:99999', 'ELSEWHERE.EXAMPLE.'].map(
    (host): Pair => ['x-forwarded-host', host],
  ),
  ...['elsewhere.example', '[::1]', 'a:0', 'a,b'].map((host): Pair => ['host', host]),
  ...['short', 'x'.repeat(16), 'x'.repeat(300), '"quoted-0123456789abcdef"', 'a b c d e f g h i j'].map(
    (key): Pair => ['idempotency-key', key],
  ),
  ...['de', 'de_DE', '*', 'xx;q=9', 'de;q=0,en;q=x'].map((language): Pair => ['accept-language', language]),
  ...['de', 'zz', '../de'].map((locale): Pair => ['x-locale', locale]),
  ...['GET', 'DELETE', 'PUT'].map((method): Pair => ['x-http-method-override', method]),
  ['origin', 'https://evil.example'],
  ['origin', 'null'],
  ['sec-fetch-site', 'cross-site'],
  ['referer', 'https://evil.example/'],
  ['cookie', 'sessionid=1; __Host-a=b'],
  ['range', 'bytes=0-0'],
  ['if-none-match', '*'],
  ['x-request-id', 'a\tb'],
  ['patron-acting-user', 'somebody else'],
  ['x-tenant-id', 'elsewhere'],
  ['x-user-id', '{{other}}'],
  ['x-source', 'USER'],
  ['x-gateway-secret', 'x'],
  ['user-agent', 'x'.repeat(8_000)],
]

export const changeHeaders: DraftChange = (draft, chance) => {
  const { headers: sent } = draft
  switch (chance.below(5)) {
    case 0:
      return sent.length === 0 ? undefined : { ...draft, headers: sent.toSpliced(chance.below(sent.length), 1) }
    case 1: {
      if (sent.length === 0) return undefined
      const [name, value] = chance.one(sent)
      return { ...draft, headers: [...sent, [name.toUpperCase(), headerText(changeText(value, chance))]] }
    }
    case 2: {
      const name = chance.one([
        'accept',
        'content-type',
        'idempotency-key',
        'x-forwarded-for',
        'user-agent',
        'x-storefront-key',
        'timestamp',
      ])
      return { ...draft, headers: [...without(sent, name), [name, headerText(chance.one(nastyTexts))]] }
    }
    default: {
      const [name, value] = chance.one(headers)
      return { ...draft, headers: [...without(sent, name), [name, value]] }
    }
  }
}
