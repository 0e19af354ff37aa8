import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CutOffEnd, decodeText, UndecodableText } from '../../../src/dialects/django/body/text-decoding.ts'

const texts: readonly (readonly [charset: string | undefined, bytes: string, text: string])[] = [
  [undefined, '4a6f73c3a9', 'José'],
  ['utf-8', 'f09f9880', '😀'],
  ['UTF8', 'c3a9', 'é'],
  ['no-such-charset', 'c3a9', 'é'],
  ['utf-8', 'efbbbf7b7d', '\ufeff{}'],
  ['latin-1', '80e9', '\u0080é'],
  ['ISO-8859-1', '80e9', '\u0080é'],
  ['ascii', '7b7d', '{}'],
  ['utf-16', 'fffe7b007d00', '{}'],
  ['utf-16', 'feff007b007d', '{}'],
  ['utf-16-le', '7b007d00', '{}'],
  ['utf_16_be', '007b007d', '{}'],
  ['windows-1252', '80', '€'],
  ['shift_jis', '93fa', '日'],
]

const faults: readonly (readonly [charset: string, bytes: string, sentence: string])[] = [
  ['utf-8', '7bff7d', "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"],
  ['utf-8', '7b22c32822', "'utf-8' codec can't decode byte 0xc3 in position 2: invalid continuation byte"],
  ['utf-8', '80', "'utf-8' codec can't decode byte 0x80 in position 0: invalid start byte"],
  ['utf-8', 'c0af', "'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte"],
  ['utf-8', 'e08080', "'utf-8' codec can't decode byte 0xe0 in position 0: invalid continuation byte"],
  ['utf-8', 'eda080', "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation byte"],
  ['utf-8', 'f4908080', "'utf-8' codec can't decode byte 0xf4 in position 0: invalid continuation byte"],
  ['utf-8', '61e28228', "'utf-8' codec can't decode bytes in position 1-2: invalid continuation byte"],
  ['utf-8', 'fffe7b007d00', "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"],
  ['ascii', '61e9', "'ascii' codec can't decode byte 0xe9 in position 1: ordinal not in range(128)"],
  ['utf-16', '7b007d00', 'UTF-16 stream does not start with BOM'],
  ['utf-16le', '00dc7d00', "'utf-16le' codec can't decode the body"],
]

test('a body is text in the charset it names, and UTF-8 when it names none that is known', () => {
  for (const [charset, bytes, text] of texts) assert.equal(decodeText(Buffer.from(bytes, 'hex'), charset, 'refuse'), text)
})

test('bytes outside the charset are refused with the sentence Python gives', () => {
  for (const [charset, bytes, sentence] of faults) assert.equal(faultOf(bytes, charset, 'drop'), sentence)
})

test('a sequence the end of the body cuts off is dropped from JSON and refused in forms', () => {
  for (const bytes of ['61c3', '61e282', '61f09f98']) {
    assert.equal(decodeText(Buffer.from(bytes, 'hex'), 'utf-8', 'drop'), 'a')
    assert.match(faultOf(bytes, 'utf-8', 'refuse') ?? '', /: unexpected end of data$/)
  }
  assert.equal(decodeText(Buffer.from('610062', 'hex'), 'utf-16-le', 'drop'), 'a')
})

test('text that is decoded encodes to the very bytes that were sent', () => {
  const pieces = fc.array(fc.oneof(fc.uint8Array({ maxLength: 3 }), fc.string({ unit: 'binary' }).map(utf8)))
  fc.assert(
    fc.property(pieces, (chunks) => {
      const sent = Buffer.concat(chunks)
      const fault = faultOf(sent.toString('hex'), 'utf-8', 'refuse')
      if (fault === undefined) assert.deepEqual(utf8(decodeText(sent, 'utf-8', 'refuse')), sent)
    }),
    { numRuns: 1000 },
  )
})

function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8')
}

function faultOf(hexBytes: string, charset: string, cutOffEnd: CutOffEnd): string | undefined {
  try {
    decodeText(Buffer.from(hexBytes, 'hex'), charset, cutOffEnd)
    return undefined
  } catch (error) {
    if (error instanceof UndecodableText) return error.message
    throw error
  }
}
