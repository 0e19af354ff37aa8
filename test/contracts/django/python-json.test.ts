import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { JsonRefused, type PythonValue, readPythonJson } from '../../../src/dialects/django/body/python-json.ts'

const refusals: readonly (readonly [document: string, sentence: string])[] = [
  ['', 'Expecting value: line 1 column 1 (char 0)'],
  ['   ', 'Expecting value: line 1 column 4 (char 3)'],
  ['hello', 'Expecting value: line 1 column 1 (char 0)'],
  ['None', 'Expecting value: line 1 column 1 (char 0)'],
  ['+1', 'Expecting value: line 1 column 1 (char 0)'],
  ['-', 'Expecting value: line 1 column 1 (char 0)'],
  ['[1,]', 'Expecting value: line 1 column 4 (char 3)'],
  ['[', 'Expecting value: line 1 column 2 (char 1)'],
  ['{"email":.5}', 'Expecting value: line 1 column 10 (char 9)'],
  ['{"a":[1,2,{"b":tru}]}', 'Expecting value: line 1 column 16 (char 15)'],
  ['{\r\n"email":\r\n}', 'Expecting value: line 3 column 1 (char 13)'],
  ['{\n  "email": "a",\n  "first_name": oops\n}', 'Expecting value: line 3 column 17 (char 34)'],
  ['\u00a01', 'Expecting value: line 1 column 1 (char 0)'],
  ['{', 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
  ["{'email':'a'}", 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'],
  ['{"email":"a",}', 'Expecting property name enclosed in double quotes: line 1 column 14 (char 13)'],
  ['{"a" 1}', "Expecting ':' delimiter: line 1 column 6 (char 5)"],
  ['{"email":"a" "b":1}', "Expecting ',' delimiter: line 1 column 14 (char 13)"],
  ['[1', "Expecting ',' delimiter: line 1 column 3 (char 2)"],
  ['[01]', "Expecting ',' delimiter: line 1 column 3 (char 2)"],
  ['{"email":0x10}', "Expecting ',' delimiter: line 1 column 11 (char 10)"],
  ['{"email":5.}', "Expecting ',' delimiter: line 1 column 11 (char 10)"],
  ['[1e+]', "Expecting ',' delimiter: line 1 column 3 (char 2)"],
  ['{"email":"a', 'Unterminated string starting at: line 1 column 10 (char 9)'],
  ['"a\\', 'Unterminated string starting at: line 1 column 1 (char 0)'],
  ['"a\tb"', 'Invalid control character at: line 1 column 3 (char 2)'],
  ['"a\\x"', 'Invalid \\escape: line 1 column 3 (char 2)'],
  ['"a\\u00g0"', 'Invalid \\uXXXX escape: line 1 column 4 (char 3)'],
  ['"\\u0041', 'Invalid \\uXXXX escape: line 1 column 3 (char 2)'],
  ['"\\ud83d\\uzzzz"', 'Invalid \\uXXXX escape: line 1 column 9 (char 8)'],
  ['{}{}', 'Extra data: line 1 column 3 (char 2)'],
  ['{"email":1}x', 'Extra data: line 1 column 12 (char 11)'],
  ['"😀"x', 'Extra data: line 1 column 4 (char 3)'],
  ['"😀"\n"😀"x', 'Extra data: line 2 column 1 (char 4)'],
  ['\ufeff{}', 'Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)'],
  ['NaN', "Out of range float values are not JSON compliant: 'NaN'"],
  ['[Infinity', "Out of range float values are not JSON compliant: 'Infinity'"],
  ['{"email":-Infinity}', "Out of range float values are not JSON compliant: '-Infinity'"],
]

const numbers: readonly (readonly [written: string, kind: 'int' | 'float', text: string])[] = [
  ['123', 'int', '123'],
  ['-0', 'int', '0'],
  ['123456789012345678901234567890', 'int', '123456789012345678901234567890'],
  ['1.5', 'float', '1.5'],
  ['10.0', 'float', '10.0'],
  ['10.50', 'float', '10.5'],
  ['-0.0', 'float', '-0.0'],
  ['1e3', 'float', '1000.0'],
  ['1E-4', 'float', '0.0001'],
  ['1e-5', 'float', '1e-05'],
  ['1.25e-7', 'float', '1.25e-07'],
  ['1234567890123456.0', 'float', '1234567890123456.0'],
  ['1e16', 'float', '1e+16'],
  ['5e-324', 'float', '5e-324'],
  ['1.7976931348623157e308', 'float', '1.7976931348623157e+308'],
  ['1e400', 'float', 'inf'],
  ['-1e400', 'float', '-inf'],
]

const oneMebibyte = 1 << 20
const floods: Readonly<Record<string, string>> = {
  'opening brackets': '['.repeat(oneMebibyte),
  'nested objects': '{"a":'.repeat(oneMebibyte / 5),
  blanks: ' '.repeat(oneMebibyte),
  'line feeds': `${'\n'.repeat(oneMebibyte)}x`,
  digits: '1'.repeat(oneMebibyte),
  'fraction digits': `0.${'1'.repeat(oneMebibyte)}x`,
  'exponent digits': `1e${'9'.repeat(oneMebibyte)}x`,
  escapes: `"${'\\n'.repeat(oneMebibyte / 2)}`,
  'high surrogates': `"${'\\ud83d'.repeat(oneMebibyte / 6)}`,
  keys: `{${'"a":1,'.repeat(oneMebibyte / 6)}`,
}

test('broken JSON is refused with the sentence and place Python gives, counted in code points', () => {
  for (const [document, sentence] of refusals) assert.equal(refusalOf(document), sentence, JSON.stringify(document))
})

test('numbers keep their Python kind and read as Python writes them', () => {
  for (const [written, kind, text] of numbers) assert.deepEqual(readPythonJson(written), { kind, text })
})

test('of a repeated key the last value counts, and no key is special', () => {
  const value = readPythonJson('{"a":1,"__proto__":{"x":true},"\\u0061":"2"}')
  assert.deepEqual(
    value,
    new Map<string, PythonValue>([
      ['a', '2'],
      ['__proto__', new Map([['x', true]])],
    ]),
  )
})

test('escaped surrogates join when they pair and stay alone when they do not', () => {
  assert.equal(readPythonJson('"\\ud83d\\ude00"'), '😀')
  assert.equal(readPythonJson('"\\ud83d\\u0041"'), '\ud83dA')
  assert.equal(readPythonJson('"\\ude00\\ud83d"'), '\ude00\ud83d')
})

test('an integer of 4,300 digits is read, and one more digit is refused as Python 3.11 refuses it', () => {
  assert.deepEqual(readPythonJson('9'.repeat(4300)), { kind: 'int', text: '9'.repeat(4300) })
  assert.equal(
    refusalOf(`-${'9'.repeat(4301)}`),
    'Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits; ' +
      'use sys.set_int_max_str_digits() to increase the limit',
  )
})

test('documents are read down to 128 levels and up to 10,000 values', () => {
  readPythonJson('['.repeat(128) + ']'.repeat(128))
  assert.equal(refusalOf('['.repeat(129) + ']'.repeat(129)), 'The document is nested more than 128 levels deep')
  readPythonJson(`[${'1,'.repeat(9998)}1]`)
  assert.equal(refusalOf(`[${'1,'.repeat(9999)}1]`), 'The document has more than 10000 values')
})

test('a mebibyte of anything is refused without a stall', () => {
  for (const [name, document] of Object.entries(floods)) {
    const start = performance.now()
    assert.notEqual(refusalOf(document), undefined, name)
    assert.ok(performance.now() - start < 1000, `${name} took too long`)
  }
})

test('valid JSON reads as any other reader reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
      assert.deepEqual(plain(readPythonJson(JSON.stringify(value, null, indent))), plain(expected(JSON.stringify(value))))
    }),
  )
})

test('whatever the text, it is read or refused as JSON', () => {
  const piece = fc.constantFrom(...'{}[]:,"\\ \n-0.e9', '\\u', 'd83d', 'true', 'nul', 'NaN', '😀', '\ud83d', '\u0000')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((pieces) => pieces.join('')),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        refusalOf(text)
      },
    ),
    { numRuns: 1000 },
  )
})

/** `undefined` when the document is read. Any error that is no refusal goes on to fail the test. */
function refusalOf(document: string): string | undefined {
  try {
    readPythonJson(document)
    return undefined
  } catch (error) {
    if (error instanceof JsonRefused) return error.message
    throw error
  }
}

/** The same tree with numbers as doubles and objects as entries, to compare without regard to Python's texts. */
function plain(value: PythonValue): unknown {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Map) return [...value].map(([key, item]) => [key, plain(item)])
  if (Array.isArray(value)) return value.map(plain)
  return 'kind' in value ? Number(value.text) : value
}

/** What `JSON.parse` makes of the document, in this reader's types. */
function expected(document: string): PythonValue {
  return JSON.parse(document, (_key, value: unknown) => {
    if (typeof value === 'number') return { kind: 'float', text: String(value) }
    if (typeof value !== 'object' || value === null || Array.isArray(value) || 'kind' in value) return value
    return new Map(Object.entries(value))
  })
}
