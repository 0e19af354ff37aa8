import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConsentAnswer, ConsentState } from '../../src/core/consents/consent.ts'
import { consentsNeeded, findConsentsNeeded } from '../../src/core/consents/consents-needed.ts'
import { reviewAnswers, reviewConsents } from '../../src/core/consents/review-consents.ts'
import { textShown, versionInForce } from '../../src/core/consents/version.ts'
import type { ConsentDefinition } from '../../src/core/tenants/settings.ts'
import { asking, declined, granted, newsletter, now, partner, profiling, said, terms } from '../support/consents.ts'

const all = asking(terms, newsletter, profiling, partner)
const review = (answers: readonly ConsentAnswer[], present: readonly ConsentState[] = [], settings = all) =>
  reviewConsents(answers, present, settings, now)

const mandatory = [granted('TERMS'), declined('PROFILING')]
const needed = (consentId: string, needs: 'answer' | 'acceptance') => ({
  code: 'consent_needed',
  field: 'consents',
  consentId,
  needs,
})
const unknown = (consentId: string) => ({ code: 'consent_unknown', field: 'consents', consentId })
const unreachable = (consentId: string) => ({ code: 'contact_method_needed', field: 'contactMethods', consentId })

test('the version in force is the last whose time has come, to the millisecond', () => {
  const at = (instant: string) => versionInForce(terms, new Date(instant))?.version
  assert.equal(at('1999-01-01T00:00:00Z'), '1')
  assert.equal(at('2025-12-31T23:59:59.999Z'), '1')
  assert.equal(at('2026-01-01T00:00:00.000Z'), '2')
  assert.equal(at('2100-01-01T00:00:00.000Z'), '3')
  assert.equal(versionInForce(later, now), undefined)
})

const later: ConsentDefinition = {
  ...profiling,
  consentId: 'LATER',
  mandatory: 'accept',
  versions: [{ version: '1', validFrom: '2100-01-01T00:00:00Z', texts: {} }],
}

test('the text shown is in the wanted language, else in English, else in whichever there is', () => {
  const [first, second] = terms.versions
  assert.ok(second)
  assert.equal(textShown(first, ['de'])?.text.text, 'Die Bedingungen.')
  assert.equal(textShown(first, [undefined, 'de'])?.locale, 'de')
  assert.equal(textShown(first, [undefined, null])?.locale, 'en')
  assert.equal(textShown(second, ['en'])?.locale, 'de')
  assert.equal(textShown(partner.versions[0], ['en']), undefined)
})

test('whoever answers everything that is mandatory is told of nothing', () => {
  assert.deepEqual(review(mandatory), [])
  assert.deepEqual(review([...mandatory, granted('NEWS', { contactMethods: { EMAIL: true, POST: false } })]), [])
  assert.deepEqual(review([], [], asking()), [])
})

test('a consent that nobody asks for is unknown, whichever way it is answered, and so is one in the wrong list', () => {
  for (const answer of [granted('OTHER'), declined('OTHER'), granted('terms'), granted('toString')])
    assert.deepEqual(review([...mandatory, answer]), [unknown(answer.consentId)])
  assert.deepEqual(review([...mandatory, granted('PARTNER-1', { kind: 'thirdParty' })]), [])
  assert.deepEqual(review([...mandatory, declined('PARTNER-1', { kind: 'company' })]), [unknown('PARTNER-1')])
  assert.deepEqual(review([declined('PROFILING'), granted('TERMS', { kind: 'thirdParty' })]), [
    unknown('TERMS'),
    needed('TERMS', 'acceptance'),
  ])
})

test('a consent whose first version is of the future is unknown, and not needed yet', () => {
  const settings = asking(later)
  assert.deepEqual(review([], [], settings), [])
  assert.deepEqual(review([granted('LATER')], [], settings), [unknown('LATER')])
  assert.deepEqual(consentsNeeded([], settings, now), [])
  assert.deepEqual(consentsNeeded([], settings, new Date('2100-01-01T00:00:00Z')), ['LATER'])
})

test('a way to be reached that the tenant has not is unknown, granted or not, and told once', () => {
  const answers = [
    granted('NEWS', { contactMethods: { EMAIL: true, PIGEON: true } }),
    declined('PARTNER-1', { contactMethods: { PIGEON: false, email: false } }),
  ]
  assert.deepEqual(
    review([...mandatory, ...answers]).map((fault) => fault.code === 'contact_method_unknown' && fault.contactMethod),
    ['PIGEON', 'email'],
  )
})

test('what is mandatory may have been said before, to whatever version', () => {
  assert.deepEqual(review([]), [needed('TERMS', 'acceptance'), needed('PROFILING', 'answer')])
  assert.deepEqual(review([declined('TERMS'), granted('PROFILING')]), [needed('TERMS', 'acceptance')])
  assert.deepEqual(review([], [said('TERMS'), said('PROFILING', { decision: 'withdrawn' })]), [])
  assert.deepEqual(review([declined('TERMS')], [said('TERMS'), said('PROFILING')]), [needed('TERMS', 'acceptance')])
  assert.deepEqual(review([declined('PROFILING')], [said('TERMS', { decision: 'declined' })]), [needed('TERMS', 'acceptance')])
})

test('who grants what needs a way to be reached names one, now or before', () => {
  const present = [said('TERMS'), said('PROFILING')]
  const reached = (fields: Partial<ConsentAnswer>, before: readonly ConsentState[] = []) =>
    review([granted('NEWS', fields)], [...present, ...before])
  assert.deepEqual(reached({}), [unreachable('NEWS')])
  assert.deepEqual(reached({ contactMethods: { EMAIL: false } }), [unreachable('NEWS')])
  assert.deepEqual(reached({}, [said('NEWS', { contactMethods: { SMS: true } })]), [])
  assert.deepEqual(reached({ contactMethods: { SMS: false } }, [said('NEWS', { contactMethods: { SMS: true } })]), [
    unreachable('NEWS'),
  ])
  assert.deepEqual(reached({ isGranted: false }), [])
})

test('another version than the one in force is outdated, also one that is not in force yet', () => {
  for (const version of ['1', '3', 'x'])
    assert.deepEqual(review([granted('TERMS', { version }), declined('PROFILING')]), [
      { code: 'consent_outdated', field: 'consents', consentId: 'TERMS', current: '2' },
    ])
  assert.deepEqual(review([granted('TERMS', { version: '2' }), declined('PROFILING')]), [])
})

test('everything is told at once, those of one kind together', () => {
  const answers = [granted('NEWS', { version: '1', contactMethods: { FAX: false } }), granted('OTHER')]
  assert.deepEqual(
    review(answers).map(({ code }) => code),
    [
      'consent_unknown',
      'contact_method_unknown',
      'consent_outdated',
      'consent_needed',
      'consent_needed',
      'contact_method_needed',
    ],
  )
})

test('one thing that a customer said is looked at alone: mandatory ones are taken back, and others are not asked for', () => {
  assert.deepEqual(reviewAnswers([declined('TERMS')], [said('TERMS')], all, now), [])
  assert.deepEqual(reviewAnswers([granted('NEWS')], [], all, now), [unreachable('NEWS')])
})

test('a customer is asked at sign-in for mandatory consents whose version in force they have not answered, or not granted', () => {
  const needs = (...states: readonly ConsentState[]) => consentsNeeded(states, all, now)
  assert.deepEqual(needs(), ['TERMS', 'PROFILING'])
  assert.deepEqual(needs(said('TERMS', { version: '1' }), said('PROFILING', { decision: 'declined' })), ['TERMS'])
  assert.deepEqual(needs(said('TERMS', { version: '2' }), said('PROFILING')), [])
  assert.deepEqual(needs(said('TERMS', { version: '2', decision: 'withdrawn' }), said('PROFILING')), ['TERMS'])
})

test('a tenant without mandatory consents costs no look', async () => {
  const nobody = { states: () => assert.fail('it was looked up') }
  for (const settings of [asking(), asking(newsletter, partner)])
    assert.deepEqual(await findConsentsNeeded('ada', { settings, consents: nobody, now: () => now }), [])
  const consents = { states: async () => [] }
  assert.deepEqual(await findConsentsNeeded('ada', { settings: all, consents, now: () => now }), ['TERMS', 'PROFILING'])
})
