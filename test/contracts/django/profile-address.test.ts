import assert from 'node:assert/strict'
import { test } from 'node:test'
import { profileOfAda } from '../../support/a-customer.ts'
import { formBody, multipartBody, type SentBody } from '../../support/bodies.ts'
import { testDatabases } from '../../support/databases.ts'
import { assertAnswer, noNull, notBlank, notNull, notString, required, surrogate, tooLong } from '../../support/django-answers.ts'
import { startTestPatron } from '../../support/patron.ts'
import { asOwner } from '../../support/query.ts'
import { aMember, bearer, getProfile, putProfile } from '../../support/signed-in.ts'

const allow = 'GET, PUT, DELETE'
const notWhole = 'A valid integer is required.'
const belowZero = 'Ensure this value is greater than or equal to 0.'
const aboveMaximum = 'Ensure this value is less than or equal to 2147483647.'
const abbreviated = 'Country name should be in full'

const address = {
  street_address: '456 Oak Avenue',
  postal_code: 54_321,
  city: 'Los Angeles',
  state: 'California',
  country: 'United States',
}
const parts = Object.keys(address) as (keyof typeof address)[]

/** JSON as it is sent, since `12.0` and `-0` are gone from a number once JavaScript has read it. */
const taken: readonly (readonly [sent: string, stored: number])[] = [
  ['"00123"', 123],
  ['"0"', 0],
  ['0', 0],
  ['-0', 0],
  ['"-0"', 0],
  ['12.0', 12],
  ['12e0', 12],
  ['"12."', 12],
  ['"12.000"', 12],
  ['"1_000"', 1_000],
  ['" 7 "', 7],
  ['"\\u30007\\n"', 7],
  ['"+5"', 5],
  ['2147483647', 2_147_483_647],
  ['"0002147483647"', 2_147_483_647],
]

const refused: readonly (readonly [sent: string, text: string])[] = [
  ['null', notNull],
  ['""', notWhole],
  ['" "', notWhole],
  ['true', notWhole],
  ['false', notWhole],
  ['[]', notWhole],
  ['[5]', notWhole],
  ['{}', notWhole],
  ['12.5', notWhole],
  ['"12.5"', notWhole],
  ['".0"', notWhole],
  ['"_1"', notWhole],
  ['"1__0"', notWhole],
  ['"1_"', notWhole],
  ['"1 0"', notWhole],
  ['"0x10"', notWhole],
  ['"1e3"', notWhole],
  ['1e22', notWhole],
  ['"SW1A 1AA"', notWhole],
  ['"+"', notWhole],
  ['"--5"', notWhole],
  ['"5\\u0000"', notWhole],
  ['-1', belowZero],
  ['"-1"', belowZero],
  ['-12.0', belowZero],
  ['2147483648', aboveMaximum],
  ['"99999999999999999999999999"', aboveMaximum],
  [`"${'9'.repeat(1_001)}"`, notWhole],
]

/** What a text part is refused with, and the longest it may be. */
const lengths = { street_address: 30, city: 50, state: 50, country: 30 } as const
const textFaults = (maximum: number): readonly (readonly [sent: unknown, texts: readonly string[]])[] => [
  [undefined, [required]],
  [null, [notNull]],
  ['', [notBlank]],
  ['\u2003\t', [notBlank]],
  [true, [notString]],
  [['a'], [notString]],
  [{}, [notString]],
  ['🙂'.repeat(maximum + 1), [tooLong(maximum)]],
  ['aa\0aa', [noNull]],
  ['aa\ud83daa', [surrogate('D83D')]],
  [`${'a'.repeat(maximum)}\0\udc00`, [tooLong(maximum), noNull, surrogate('DC00')]],
]

for (const { engine, create } of testDatabases) {
  test(`the address of a profile answers as published (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    const owner = await aMember(patron)
    const put = (sent: unknown) => putProfile(patron, owner, { email: profileOfAda.email, address: sent })
    const send = ({ headers, body }: SentBody) =>
      patron.send('PUT', owner.path, { headers: { ...headers, ...bearer(owner.access) }, body })
    /** The whole profile with this address. */
    const answered = (expected: unknown) => ({ status: 200, allow, json: { ...profileOfAda, address: expected } })
    const refusal = (texts: unknown) => ({ status: 400, allow, json: { address: texts } })

    await t.test('an address is replaced whole, shown in the published order, and kept when none is sent', async () => {
      const reversed = Object.fromEntries(Object.entries(address).toReversed())
      assertAnswer(await put({ ...reversed, id: 7, line2: 'x', ['__proto__']: {} }), answered(address))
      const another = { street_address: 'Am Markt 1', postal_code: 1, city: 'Köln', state: 'NRW', country: 'Deutschland' }
      assertAnswer(await put({ ...another, city: ' Köln ' }), answered(another))
      assertAnswer(await putProfile(patron, owner, { email: profileOfAda.email }), answered(another))
      const json = { ...profileOfAda, address: another, last_purchase_date: null }
      assertAnswer(await getProfile(patron, owner), { status: 200, allow, json })
    })

    await t.test('what is no object is refused by the name Python has for it', async () => {
      assertAnswer(await put(null), refusal([notNull]))
      for (const [sent, name] of [
        ['x', 'str'],
        ['', 'str'],
        [5, 'int'],
        [1.5, 'float'],
        [true, 'bool'],
        [[], 'list'],
        [[address], 'list'],
      ] as const) {
        const text = `Invalid data. Expected a dictionary, but got ${name}.`
        assertAnswer(await put(sent), refusal({ non_field_errors: [text] }), name)
      }
    })

    await t.test('every part is required, and the parts are told of in their order', async () => {
      assertAnswer(await put({}), refusal(Object.fromEntries(parts.map((part) => [part, [required]]))))
      for (const part of parts) assertAnswer(await put({ ...address, [part]: undefined }), refusal({ [part]: [required] }))
      const all = { country: 'UK', state: null, city: ' ', postal_code: 'x', street_address: 5.5 }
      assertAnswer(
        await put({ ...all, street_address: [] }),
        refusal({
          street_address: [notString],
          postal_code: [notWhole],
          city: [notBlank],
          state: [notNull],
          country: [abbreviated],
        }),
      )
    })

    for (const [part, maximum] of Object.entries(lengths)) {
      await t.test(`${part} may have ${maximum} characters and no more`, async () => {
        for (const text of ['a'.repeat(maximum), '🙂'.repeat(maximum), 'aaaa'])
          assertAnswer(await put({ ...address, [part]: ` ${text}\n` }), answered({ ...address, [part]: text }))
        assertAnswer(await put({ ...address, [part]: 12_345 }), answered({ ...address, [part]: '12345' }))
        for (const [sent, texts] of textFaults(maximum))
          assertAnswer(await put({ ...address, [part]: sent }), refusal({ [part]: texts }), JSON.stringify(sent))
      })
    }

    await t.test('a country of three characters or fewer is an abbreviation', async () => {
      for (const country of ['U', 'US', 'USA', ' USA ', '🙂🙂🙂', 123])
        assertAnswer(await put({ ...address, country }), refusal({ country: [abbreviated] }), String(country))
      for (const country of ['Cuba', '🙂🙂🙂🙂'])
        assertAnswer(await put({ ...address, country }), answered({ ...address, country }))
      assertAnswer(await put({ ...address, country: 'a\0' }), refusal({ country: [noNull] }))
    })

    await t.test('a postcode is a whole number however it is written', async () => {
      const sent = (postcode: string) =>
        send({
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email: profileOfAda.email, address: { ...address, postal_code: '?' } }).replace(
            '"?"',
            () => postcode,
          ),
        })
      for (const [postcode, stored] of taken)
        assertAnswer(await sent(postcode), answered({ ...address, postal_code: stored }), postcode)
      for (const [postcode, text] of refused)
        assertAnswer(await sent(postcode), refusal({ postal_code: [text] }), postcode.slice(0, 40))
    })

    await t.test('forms name the parts of the address by their path', async () => {
      const fields = Object.fromEntries(parts.map((part) => [`address.${part}`, ` ${address[part]} `]))
      const noted = { ...profileOfAda, date_of_birth: null, address }
      for (const make of [formBody, multipartBody]) {
        const whole = make({ email: profileOfAda.email, date_of_birth: '', ...fields })
        assertAnswer(await send(whole), { status: 200, allow, json: noted })
        const untouched = make({ email: profileOfAda.email, address: 'x', 'addressed.city': 'x', Address: 'x' })
        assertAnswer(await send(untouched), { status: 200, allow, json: noted })
        const some = make({ email: profileOfAda.email, 'address.city': '', 'address.postal_code': '', 'address.country': 'UK' })
        assertAnswer(
          await send(some),
          refusal({
            street_address: [required],
            postal_code: [notWhole],
            city: [notBlank],
            state: [required],
            country: [abbreviated],
          }),
        )
        assertAnswer(await send(make({ email: '', date_of_birth: 'x' })), {
          status: 400,
          allow,
          json: { email: [notBlank], date_of_birth: ['Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'] },
        })
      }
      const files = multipartBody({ email: profileOfAda.email, first_name: 'x', ...fields }, [
        'address.city',
        'address.postal_code',
      ])
      assertAnswer(await send(files), refusal({ postal_code: [notWhole], city: [notString] }))
    })

    await t.test('a postcode of another surface goes out as text, unless it is a number upstream could hold', async () => {
      const shown = ['SW1A 1AA', '01067', '-1', 2_147_483_647, '2147483648', '12345678901234567890'] as const
      const members = []
      for (const [index] of shown.entries()) members.push(await aMember(patron, { email: `member${index}@example.com` }))
      for (const member of members) assert.equal((await putProfile(patron, member, { email: member.email, address })).status, 200)
      await patron.stop()
      const update = `update customer_address set postcode = ($1::text[])[c.number - $2] from customer c
        where c.id = customer_id and c.number > $2`
      const rows = await asOwner(database, async (ask) => {
        await ask(update, [shown.map(String), owner.number])
        return ask('select 1 from customer_address where is_default')
      })
      assert.equal(rows.length, 1 + shown.length, 'one address each, however often it was replaced')
      const restarted = await startTestPatron(t, database)
      const replies = await Promise.all(members.map((member) => getProfile(restarted, member)))
      const postcodes = replies.map((reply) => (reply.json() as { address: typeof address }).address.postal_code)
      assert.deepEqual(postcodes, shown)
    })
  })
}
