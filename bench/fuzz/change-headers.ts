import { changeText } from './change-json.ts'
import { type DraftChange, without } from './draft-change.ts'
import { nastyTexts } from './nasty.ts'
import type { Pair } from './request.ts'

/** What HTTP lets a header say; what it does not is for the changes of framing. */
const headerText = (text: string): string => text.replaceAll(/[\0-\x08\x0a-\x1f\x7f]/g, ' ').slice(0, 4_000)

const types = ['text/plain', 'application/graphql', 'application/x-www-form-urlencoded', 'multipart/form-data', '', ';']
const accepted = ['text/html', 'image/*', '*/*;q=0', 'application/json;q=x', ',', 'application/vnd.api+json', 'text/event-stream']
const addresses = '127.0.0.1 unknown ::ffff:203.0.113.5 2001:db8::1,10.0.0.1 1.1.1.1,,x %00 ,,, fe80::1%eth0'.split(' ')
const hosts = [
  'elsewhere.example',
  'ELSEWHERE.EXAMPLE.',
  'a b',
  'a:b:c',
  'a,b',
  '[::1',
  '[::1]',
  '127.0.0.1:99999',
  '',
  'x'.repeat(300),
]
const keys = ['short', 'x'.repeat(16), 'x'.repeat(300), '"quoted-0123456789abcdef"', 'a b c d e f g h i j']

/** What some server somewhere makes something of, by header. */
const values: Readonly<Record<string, readonly string[]>> = {
  'content-type': [...types, ...['utf-16', 'latin-1', ''].map((charset) => `application/json; charset=${charset}`)],
  accept: accepted,
  'content-encoding': ['gzip', 'br', 'identity', 'gzip, gzip', 'x'],
  'x-forwarded-for': addresses,
  'x-forwarded-host': hosts,
  host: hosts,
  'idempotency-key': keys,
  'accept-language': ['de', 'de_DE', '*', 'xx;q=9', 'de;q=0,en;q=x'],
  'x-locale': ['de', 'zz', '../de'],
  'x-http-method-override': ['GET', 'DELETE', 'PUT'],
  origin: ['https://evil.example', 'null'],
  referer: ['https://evil.example/'],
  'sec-fetch-site': ['cross-site'],
  cookie: ['sessionid=1; __Host-a=b'],
  range: ['bytes=0-0'],
  'if-none-match': ['*'],
  'x-request-id': ['a\tb'],
  'patron-acting-user': ['somebody else'],
  'x-tenant-id': ['elsewhere'],
  'x-user-id': ['{{other}}'],
  'x-source': ['USER'],
  'x-gateway-secret': ['x'],
  'user-agent': ['x'.repeat(8_000)],
}
const headers = Object.entries(values).flatMap(([name, some]) => some.map((value): Pair => [name, value]))

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
