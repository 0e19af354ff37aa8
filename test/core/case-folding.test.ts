import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldCase } from '../../src/core/customers/case-folding.ts'
import { caseFoldingUnicodeVersion } from '../../src/core/customers/case-folding-table.ts'

const cases = [
  { text: 'Ada LOVELACE', folded: 'ada lovelace', why: 'letters of ASCII' },
  { text: 'Straße STRASSE ẞ', folded: 'strasse strasse ss', why: 'one letter as two' },
  { text: 'K ſ', folded: 'k s', why: 'the kelvin sign and the long s are letters of the alphabet' },
  { text: 'ı', folded: 'ı', why: 'a dotless i is another letter than i' },
  { text: 'İ', folded: 'i\u0307', why: 'a dotted capital I keeps its dot' },
  { text: 'ΣΊΣΥΦΟΣ σίσυφος', folded: 'σίσυφοσ σίσυφοσ', why: 'a final sigma is a sigma' },
  { text: 'ᾼ', folded: 'αι', why: 'an iota below is an iota' },
  { text: 'Ꭰꭰ', folded: 'ᎠᎠ', why: 'Cherokee folds to its capitals' },
  { text: 'ŸŷŶ', folded: 'ÿŷŷ', why: 'neighbours in the table that move differently' },
  { text: '\u{10400}\u{1E900}', folded: '\u{10428}\u{1E922}', why: 'letters beyond 16 bits' },
  { text: '1 @ é 李 🙂', folded: '1 @ é 李 🙂', why: 'what has no case stays' },
]
for (const { text, folded, why } of cases) {
  test(`${why}: ${JSON.stringify(text)} folds to ${JSON.stringify(folded)}`, () => assert.equal(foldCase(text), folded))
}

test('the folding table is the pinned one and holds all 1530 rows of statuses C and F', () => {
  let moved = 0
  for (let point = 0; point <= 0x10ffff; point++) {
    if (foldCase(String.fromCodePoint(point)) !== String.fromCodePoint(point)) moved++
  }
  assert.deepEqual({ version: caseFoldingUnicodeVersion, moved }, { version: '15.0.0', moved: 1530 })
})

test('folding a folded text changes nothing', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => foldCase(foldCase(text)) === foldCase(text)))
})
