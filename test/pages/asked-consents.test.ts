import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AskedConsent, askedConsents, consentNames, decodeConsents } from '../../src/pages/asked-consents.ts'
import { readForm } from '../../src/pages/form.ts'
import { asking, newsletter, partner, profiling, terms } from '../support/consents.ts'

const settings = asking(terms, newsletter, profiling, partner)
const inForce = [
  { consentId: 'TERMS', versionInForce: '2' },
  { consentId: 'NEWS', versionInForce: '2025-05' },
  { consentId: 'PROFILING', versionInForce: '1' },
  { consentId: 'PARTNER-1', versionInForce: null },
]
const asked = askedConsents(inForce, settings, 'de')

const formOf = (...fields: readonly (readonly [name: string, value: string])[]) =>
  readForm({
    method: 'POST',
    path: '/customer/sign-up',
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new TextEncoder().encode(
      new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
    ),
    host: 'shop.example',
    requestId: 'a-request',
    clientNetwork: '203.0.113.1',
    clientAddress: '203.0.113.1',
  })
const answers = (consents: readonly AskedConsent[], ...fields: readonly (readonly [string, string])[]) =>
  decodeConsents(formOf(...fields), consents, settings.contactMethods)

const [inTerms, inNews, inProfiling] = ['TERMS', 'NEWS', 'PROFILING'].map(consentNames)
assert.ok(inTerms && inNews && inProfiling)

test('what is asked are the versions in force, with the text in the reader’s language or another one there is', () => {
  assert.deepEqual(
    asked.map(({ consentId, version, shown }) => [consentId, version, shown?.locale, shown?.text.text]),
    [
      ['TERMS', '2', 'de', 'Die neuen Bedingungen.'],
      ['NEWS', '2025-05', 'en', 'News about tea.'],
      ['PROFILING', '1', 'en', 'We look at what you buy.'],
    ],
  )
  const [first] = askedConsents(inForce, settings, 'fr')
  assert.equal(first?.shown?.locale, 'de') // version 2 has no other
})

test('a ticked box is an answer, and one that is not ticked is none', () => {
  assert.deepEqual(answers(asked), [])
  assert.deepEqual(answers(asked, [inTerms.answer, 'yes'], [inTerms.version, '2']), [
    { consentId: 'TERMS', isGranted: true, contactMethods: {}, version: '2' },
  ])
  for (const value of ['no', 'on', '', 'YES']) assert.deepEqual(answers(asked, [inTerms.answer, value]), [], value)
})

test('where either answer does, no is an answer, too', () => {
  for (const [value, isGranted] of [
    ['yes', true],
    ['no', false],
  ] as const)
    assert.deepEqual(answers(asked, [inProfiling.answer, value]), [{ consentId: 'PROFILING', isGranted, contactMethods: {} }])
  assert.deepEqual(answers(asked, [inProfiling.answer, 'yes'], [inProfiling.answer, 'no']), [])
})

test('ways to be reached go with what is granted and asks for them, each of the tenant’s as ticked or not', () => {
  const granted = [inNews.answer, 'yes'] as const
  const methods = answers(asked, granted, [inNews.methods, 'SMS'], [inNews.methods, 'EMAIL'], [inNews.methods, 'PIGEON'])
  assert.deepEqual(methods[0]?.contactMethods, { EMAIL: true, SMS: true, PHONE: false, POST: false })
  assert.deepEqual(answers(asked, [inNews.methods, 'SMS']), [])
  assert.deepEqual(answers(asked, [inTerms.answer, 'yes'], [inTerms.methods, 'SMS'])[0]?.contactMethods, {})
})

test('what the tenant does not ask means nothing, and any id makes a name', () => {
  assert.deepEqual(answers(asked, [consentNames('PARTNER-1').answer, 'yes'], [consentNames('OTHER').answer, 'yes']), [])
  const consentId = 'über "alles" & <b>'
  const odd: AskedConsent = { consentId, mandatory: 'no', contactMethods: 'none', version: '1', shown: undefined }
  assert.match(consentNames(odd.consentId).answer, /^consent-[\w-]+$/)
  assert.equal(answers([odd], [consentNames(odd.consentId).answer, 'yes'])[0]?.consentId, odd.consentId)
})
