import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainToASCII } from 'node:url'
import type { ProfileDraft } from '../../src/core/account/profile-draft.ts'
import { reviewBookAddress } from '../../src/core/account/review-address.ts'
import { reviewProfile } from '../../src/core/account/review-profile.ts'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { accountAddress, accountProfile } from '../../src/pages/account-policy.ts'
import { countryChoices, countryName } from '../../src/pages/countries.ts'
import { whole } from '../support/book.ts'

const nothing: ProfileDraft = {
  email: undefined,
  firstName: undefined,
  lastName: undefined,
  dateOfBirth: undefined,
  address: undefined,
}
const settings = { ...usualSettings, minimumAgeYears: 16 }
const review = (draft: Partial<ProfileDraft>) =>
  reviewProfile({ ...nothing, ...draft }, accountProfile, { settings, today: () => '2026-11-22', toAscii: domainToASCII })
const codes = (draft: Partial<ProfileDraft>) => review(draft).violations.map(({ code, field }) => `${field} ${code}`)

test('a phone number has three digits or more, grouped as people do', () => {
  for (const phone of ['110', '+49 30 123456', '(030) 12-34/56', '030.123', '']) assert.deepEqual(codes({ phone }), [], phone)
  for (const phone of ['12', '+-+', 'call me', '030 123 ext 5', '0049+30123', '٣٣٣'])
    assert.deepEqual(codes({ phone }), ['phone phone_malformed'], phone)
})

test('a day of birth is one of the calendar, in a life', () => {
  for (const dateOfBirth of ['1990-02-28', '2000-02-29', '2010-11-22']) assert.deepEqual(codes({ dateOfBirth }), [], dateOfBirth)
  const wrong: [date: string, code: string][] = [
    ['1990-02-29', 'date_malformed'],
    ['28.02.1990', 'date_malformed'],
    ['1990-2-28', 'date_malformed'],
    ['2026-11-23', 'in_the_future'],
    ['2010-11-23', 'too_young'],
    ['1066-10-14', 'too_old'],
  ]
  for (const [dateOfBirth, code] of wrong) assert.deepEqual(codes({ dateOfBirth }), [`dateOfBirth ${code}`], dateOfBirth)
})

test('phone, gender and day of birth can be taken away, and what is not sent stays', () => {
  const { changes, violations } = review({ phone: null, gender: null, dateOfBirth: null })
  assert.deepEqual([changes.phone, changes.gender, changes.dateOfBirth, violations], [null, null, null, []])
  const { changes: none } = review({})
  assert.deepEqual([none.phone, none.gender, none.dateOfBirth], [undefined, undefined, undefined])
})

test('an address of a mailbox has one at sign and a dot behind it', () => {
  for (const email of ['ada@example.com', 'ada+shop@mail.example.co.uk', 'müller@exämple.de'])
    assert.deepEqual(codes({ email }), [])
  for (const email of ['ada', 'ada@localhost', 'a@b@example.com', 'ada @example.com', 'ada@example..com', '<ada@example.com>'])
    assert.deepEqual(codes({ email }), ['email email_malformed'], email)
})

test('a postcode has the form of its country, and both have to be there where it is delivered to', () => {
  const policy = accountAddress((code) => ['DE', 'AT', 'IE'].includes(code))
  const found = (country: string, postcode: string) =>
    reviewBookAddress(whole({ streetAddress: 'Ring 1', country, postcode }), true, policy).violations.map(
      ({ code, field }) => `${field} ${code}`,
    )
  assert.deepEqual([found('DE', '01067'), found('AT', '1010'), found('IE', 'd02 x285')], [[], [], []])
  assert.deepEqual(found('AT', '01067'), ['postcode postcode_malformed'])
  assert.deepEqual(found('DE', ''), ['postcode postcode_malformed'])
  assert.deepEqual(found('XX', 'anything'), ['country code_unknown'])
  assert.deepEqual(found('', '01067'), ['country blank'])
})

test('countries are called and sorted as their reader does', () => {
  const codes = ['SE', 'AT', 'DE', 'EG']
  const named = (locale: 'en' | 'de') => countryChoices(codes, locale).map(([, name]) => name)
  assert.deepEqual(named('de'), ['Ägypten', 'Deutschland', 'Österreich', 'Schweden'])
  assert.deepEqual(named('en'), ['Austria', 'Egypt', 'Germany', 'Sweden'])
  assert.deepEqual([countryName('AT', codes, 'de'), countryName('Atlantis', codes, 'de')], ['Österreich', 'Atlantis'])
})
