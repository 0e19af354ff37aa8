import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPostcodeOf } from '../../src/core/addresses/postcode.ts'

const forms: readonly (readonly [countries: string, right: readonly string[], wrong: readonly string[]])[] = [
  ['SE SK CZ GR', ['12345', '123 45'], ['1234', '12 345', '123  45', '123456', '1234A']],
  ['DE FR IT ES FI EE HR TR MX UA', ['01067', '99999'], ['1067', '010 67', '010678']],
  ['NO DK AT CH BE HU BG AU NZ ZA LU SI', ['0150', '9999'], ['150', '01500', '01 50']],
  ['US', ['10001', '10001-1234'], ['1000', '10001-', '10001-123', '100011234', '10001 1234']],
  ['PL', ['00-950'], ['00950', '00 950', '0-9500']],
  ['BR', ['01310-100', '01310100'], ['1310-100', '01310 100']],
  ['IN CN SG RO', ['110001'], ['11001', '110 001', '1100011']],
  [
    'GB',
    ['GIR 0AA', 'GIR0AA', 'M1 1AE', 'B33 8TH', 'CR2 6XH', 'DN55 1PT', 'W1A 0AX', 'EC1A 1BB', 'EC1A1BB'],
    ['EC1A', '1AA 1AA', 'ec1a 1bb'],
  ],
  ['IE', ['D02 AF30', 'D6W XE00', 'A65F4E2'], ['D6X XE00', 'D02 AF3', '002 AF30']],
  ['CA', ['K1A 0B1', 'K1A0B1'], ['K1A-0B1', 'K1A 0BB', '1A1 A1A']],
  ['NL', ['1012 AB', '1012AB'], ['1012', '101 AB', '1012 A1']],
  ['PT', ['1000-001'], ['1000001', '1000 001', '1000']],
  ['JP', ['100-0001', '1000001'], ['100 0001', '100-001']],
]
for (const [countries, right, wrong] of forms) {
  test(`a postcode has the form of its country, the whole of it: ${countries}`, () => {
    for (const country of countries.split(' ')) {
      for (const postcode of right) assert.equal(isPostcodeOf(country, postcode), true, `${country} ${postcode}`)
      const unfit = [
        ...wrong,
        '',
        'POSTCODE',
        '\u0661'.repeat(5),
        ...right.flatMap((one) => [` ${one}`, `${one}\n`, `*${one}`, `${one}9X`]),
      ]
      for (const postcode of unfit) assert.equal(isPostcodeOf(country, postcode), false, `${country} ${JSON.stringify(postcode)}`)
    }
  })
}

test('where no form is known, any text of at most 20 code points will do', () => {
  for (const country of ['AE', 'IS', 'XX', 'constructor', null]) {
    for (const postcode of ['', '101', 'P.O. BOX 7', 'الرمز البريدي', '𝟙'.repeat(20)])
      assert.equal(isPostcodeOf(country, postcode), true)
    for (const postcode of ['1'.repeat(21), '𝟙'.repeat(21)]) assert.equal(isPostcodeOf(country, postcode), false)
  }
})
