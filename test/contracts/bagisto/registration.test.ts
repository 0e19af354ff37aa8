import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { aRegistration, customerFields, password, storefrontOf } from '../../support/storefront.ts'

const required = {
  firstName: 'The first name field is required.',
  lastName: 'The last name field is required.',
  email: 'The email field is required.',
  password: 'The password field is required.',
  again: 'The confirm password field is required.',
}
const malformed = 'The email field must be a valid email address.'
const taken = 'The email has already been taken.'
const short = 'The password must be at least 8 characters.'
const digitsOnly = 'Mobile number can only contain digits. Special characters are not allowed'
const noDate = 'The date of birth field must be a valid date.'
const differ = 'Password and confirm password do not match'
const noGender = (given: string) => `Invalid gender value "${given}". Allowed values are: Male, Female, Other`
const twice = (text: string) => ({ password: text, confirmPassword: text })

type Case = readonly [what: string, fields: Readonly<Record<string, unknown>>, message: string]

const refusals: readonly Case[] = [
  ['no first name', { firstName: '' }, required.firstName],
  ['a first name of blanks', { firstName: ' \t' }, required.firstName],
  ['no last name', { lastName: '' }, required.lastName],
  ['an empty address', { email: '' }, required.email],
  ['an address that is null', { email: null }, `${malformed} ${required.email}`],
  ['an address that is not sent', { email: undefined }, `${malformed} ${required.email}`],
  ['an address without a domain', { email: 'zz' }, malformed],
  ['an address between blanks', { email: ' john@example.com ' }, malformed],
  ['an address that is taken', { email: 'taken@example.com' }, taken],
  ['an address that is taken in other letters', { email: 'TAKEN@Example.com' }, taken],
  ['no password', { password: undefined }, required.password],
  ['a password that is null', { password: null }, required.password],
  ['an empty password, twice', twice(''), required.password],
  ['a password of blanks, twice', twice('        '), required.password],
  ['seven characters', twice('1234567'), short],
  ['seven signs of two units each', twice('🙂'.repeat(7)), short],
  ['no repetition', { confirmPassword: undefined }, required.again],
  ['a repetition that is null', { confirmPassword: null }, required.again],
  ['an empty repetition', { confirmPassword: '' }, required.again],
  ['neither', { password: undefined, confirmPassword: undefined }, required.password],
  ['another repetition', { confirmPassword: 'WrongPassword!' }, differ],
  ['a phone with a dash', { phone: '555-0123' }, digitsOnly],
  ['a phone with a plus', { phone: '+15550123' }, digitsOnly],
  ['an unknown gender', { gender: 'xyz' }, noGender('xyz')],
  ['a gender in capitals', { gender: 'MALE' }, noGender('MALE')],
  ['the day before the month', { dateOfBirth: '15/01/1990' }, noDate],
  ['a day that never was', { dateOfBirth: '02/30/1990' }, noDate],
  ['a word for a day', { dateOfBirth: 'tomorrow' }, noDate],
  ['everything empty', { firstName: '', lastName: '', email: '', ...twice('') }, Object.values(required).slice(0, 4).join(' ')],
  ['taken and short', { email: 'taken@example.com', ...twice('short') }, `${taken} ${short}`],
  ['what is looked at later beside what is not', { firstName: '', phone: 'x', confirmPassword: 'x' }, required.firstName],
  ['phone, gender, date and repetition', { phone: 'x', gender: 'x', dateOfBirth: 'x', confirmPassword: 'x' }, digitsOnly],
  ['gender, date and repetition', { gender: 'x', dateOfBirth: 'x', confirmPassword: 'x' }, noGender('x')],
  ['date and repetition', { dateOfBirth: 'x', confirmPassword: 'x' }, noDate],
  [
    'a name that fills no column',
    { firstName: 'a'.repeat(256) },
    'The first name field must not be greater than 255 characters.',
  ],
  ['a name that no text holds', { firstName: 'a\0' }, 'The first name field contains characters that cannot be stored.'],
]

const plain = {
  phone: null,
  gender: null,
  dateOfBirth: null,
  status: '1',
  isVerified: '0',
  isSuspended: '0',
  subscribedToNewsLetter: false,
  customerGroupId: null,
  channelId: null,
  rememberToken: null,
}

/** What is sent, and what of the answer is not as in `plain`. */
const acceptances: readonly (readonly [what: string, fields: Readonly<Record<string, unknown>>, told: object])[] = [
  ['the five fields of the page', {}, {}],
  ['flags nobody may choose', { status: '0', isVerified: '1', isSuspended: '1' }, {}],
  ['the newsletter', { subscribedToNewsLetter: true }, { subscribedToNewsLetter: true }],
  ['a date in the American form', { dateOfBirth: '01/15/1990' }, { dateOfBirth: '1990-01-15' }],
  ['a date in the ISO form', { dateOfBirth: '1990-01-15' }, { dateOfBirth: '1990-01-15' }],
  ['a gender in small letters', { gender: 'other' }, { gender: 'Other' }],
  ['a phone', { phone: '5550123' }, { phone: '5550123' }],
  ['empty fields', { phone: '', gender: '', dateOfBirth: '' }, {}],
  [
    'names as they are',
    { firstName: ' jo', lastName: "o'brien " },
    { firstName: ' jo', lastName: "o'brien ", name: " jo O'brien " },
  ],
  ['names in another alphabet', { firstName: 'éva', lastName: 'ärzt' }, { firstName: 'éva', lastName: 'ärzt', name: 'Éva Ärzt' }],
  ['a domain of one word', { email: 'john@b' }, { email: 'john@b' }],
  ['a quoted local part', { email: '"john doe"@example.com' }, { email: '"john doe"@example.com' }],
  ['a local part beyond ASCII', { email: 'jörg@example.com' }, { email: 'jörg@example.com' }],
  ['eight signs', twice('🙂'.repeat(8)), {}],
  ['a common password', twice('password'), {}],
]

for (const { engine, create } of testDatabases) {
  test(`registration over GraphQL answers as published (${engine})`, async (t) => {
    const shop = storefrontOf(await startTestPatron(t, await create(t)))
    await shop.register({ email: 'taken@example.com' })

    for (const [what, fields, message] of refusals) {
      await t.test(`${what} is refused`, async () => {
        const error = await shop.refused('createCustomer', aRegistration({ ...fields, clientMutationId: 'unheard' }))
        assert.equal(error.message, message)
      })
    }

    for (const [what, fields, told] of acceptances) {
      await t.test(`${what} will do`, async () => {
        const sent = aRegistration(fields)
        const { customer } = await shop.done('createCustomer', `customer { ${customerFields} }`, sent)
        const { id, _id, ...rest } = customer as Record<string, unknown>
        assert.ok(Number.isInteger(_id))
        assert.equal(id, `/api/shop/customers/${_id}`)
        const names = { firstName: 'John', lastName: 'Doe', name: 'John Doe', email: sent['email'] }
        assert.deepEqual(rest, { ...plain, ...names, ...told })
      })
    }

    await t.test('messages also come by their fields', async () => {
      const error = await shop.refused('createCustomer', aRegistration({ email: 'taken@example.com', ...twice('short') }))
      assert.deepEqual(error.extensions, { validation: { email: [taken], password: [short] } })
    })

    await t.test('the answer holds a token that works, an apiToken that opens nothing, and the device', async () => {
      const selection = 'customer { token apiToken deviceToken } clientMutationId'
      const sent = aRegistration({ deviceToken: 'fcm-1', clientMutationId: 'mine' })
      const { customer, clientMutationId } = await shop.done('createCustomer', selection, sent)
      const { token, apiToken, deviceToken } = customer as Record<string, string>
      assert.match(String(token), /^\d+\|.{40,}$/)
      assert.equal(String(apiToken).length, 80)
      assert.deepEqual([deviceToken, clientMutationId], ['fcm-1', 'mine'])
      const read = await shop.ask('{ readCustomerProfile { email } }', {}, token)
      assert.deepEqual(read.data, { readCustomerProfile: { email: sent['email'] } })
      assert.equal((await shop.ask('{ readCustomerProfile { email } }', {}, apiToken)).data?.['readCustomerProfile'], null)
    })

    await t.test('clientMutationId is null when it was not sent', async () => {
      assert.deepEqual(await shop.done('createCustomer', 'clientMutationId', aRegistration()), { clientMutationId: null })
    })

    await t.test('one phone may be that of a family', async () => {
      await shop.register({ phone: '4711' })
      await shop.register({ phone: '4711' })
    })

    await t.test('a refused registration leaves nobody behind', async () => {
      await shop.refused('createCustomer', aRegistration({ email: 'again@example.com', confirmPassword: 'nope1234' }))
      await shop.register({ email: 'again@example.com' })
    })

    await t.test('a password that looks like a hash is a password like any other', async () => {
      const hash = '$2y$10$abcdefghijklmnopqrstuuG7n1nq1r0uF0C1D2E3F4G5H6I7J8K9L'
      const { email } = await shop.register(twice(hash))
      assert.equal((await shop.logIn(email, hash))['success'], true)
    })

    await t.test('of what follows the seventy-second byte, every one counts', async () => {
      const { email } = await shop.register(twice(`${'x'.repeat(72)}one`))
      assert.equal((await shop.logIn(email, `${'x'.repeat(72)}two`))['success'], false)
    })

    await t.test('of two mutations in one request the one that fails is null, and the other one is done', async () => {
      const query = `mutation m($i: createCustomerInput!, $j: createCustomerInput!) {
        a: createCustomer(input: $i) { customer { lastName } } b: createCustomer(input: $j) { customer { lastName } } }`
      const { errors, data } = await shop.ask(query, { i: aRegistration(), j: aRegistration({ email: 'zz' }) })
      assert.deepEqual(data, { a: { customer: { lastName: 'Doe' } }, b: null })
      assert.deepEqual(
        errors?.map(({ message, path }) => [message, path]),
        [[malformed, ['b']]],
      )
    })

    await t.test('of eight who ask for one address at once, one gets it', async () => {
      const sent = aRegistration()
      const results = await Promise.all(Array.from({ length: 8 }, () => shop.mutate('createCustomer', 'customer { _id }', sent)))
      const messages = results.flatMap(({ errors }) => errors?.map(({ message }) => message) ?? [])
      assert.deepEqual(messages, Array(7).fill(taken))
      assert.equal((await shop.logIn(String(sent['email']), password))['success'], true)
    })
  })
}
