import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { assertProblem, storefrontOf } from '../../support/storefront.ts'

const required = 'The customer email field is required.'
const malformed = 'The customer email field must be a valid email address.'
const taken = 'The customer email has already been taken.'
const subscribed = { success: true, message: 'You have successfully subscribed to our newsletter.' }
const pleaseLogIn = { success: false, message: 'Unauthenticated. Please login to perform this action' }

const refusals: readonly (readonly [sent: unknown, message: string])[] = [
  [undefined, required],
  [null, required],
  ['', required],
  ['  ', required],
  ['zzz', malformed],
]

for (const { engine, create } of testDatabases) {
  test(`the newsletter answers as published, by either name and over REST (${engine})`, async (t) => {
    const shop = storefrontOf(await startTestPatron(t, await create(t)))
    const [ada, grace] = [await shop.register(), await shop.register()]
    const mutations = { createNewsletter: 'newsletter', createNewsletterSubscription: 'newsletterSubscription' }

    for (const [name, member] of Object.entries(mutations)) {
      const subscribe = async (customerEmail: unknown, token?: string) =>
        (await shop.done(name, `${member} { success message }`, { customerEmail }, token))[member]

      await t.test(`${name} subscribes a mailbox once, for whoever is signed in`, async () => {
        const mailbox = `${name}@example.com`
        for (const token of [undefined, '1|x']) assert.deepEqual(await subscribe(mailbox, token), pleaseLogIn)
        assert.deepEqual(await subscribe(mailbox, ada.token), subscribed)
        for (const [email, token] of [
          [mailbox, ada.token],
          [mailbox.toUpperCase(), grace.token],
        ] as const) {
          const error = await shop.refused(name, { customerEmail: email }, token)
          assert.equal(error.message, taken)
          assert.deepEqual(error.extensions, { validation: { customerEmail: [taken] } })
        }
        assert.deepEqual(await subscribe(mailbox), pleaseLogIn, 'strangers are not told who has subscribed')
      })

      await t.test(`${name} says first what is no address`, async () => {
        for (const [customerEmail, message] of refusals) {
          for (const token of [undefined, ada.token]) {
            assert.equal((await shop.refused(name, { customerEmail }, token)).message, message)
          }
        }
      })

      await t.test(`${name} has an id and the mark of the caller`, async () => {
        const input = { customerEmail: `${name}-2@example.com`, clientMutationId: 'x' }
        const answer = await shop.done(name, `${member} { id } clientMutationId`, input, ada.token)
        assert.equal(answer['clientMutationId'], 'x')
        assert.ok((answer[member] as { id: string }).id)
      })
    }

    await t.test('the document of the shipped client that forgets its input is refused in words it can show', async () => {
      const query = `mutation s($input: createNewsletterSubscriptionInput!) {
        createNewsletterSubscription(input: $input) { newsletterSubscription { success message } } }`
      const { errors, data } = await shop.ask(query, { email: 'x@example.com' }, ada.token)
      assert.equal(data, undefined)
      const message = 'Variable "$input" of required type "createNewsletterSubscriptionInput!" was not provided.'
      assert.equal(errors?.[0]?.message, message)
    })

    await t.test('the REST twin says the same', async () => {
      const post = (customerEmail: unknown, token?: string) => shop.rest('POST', '/newsletters', { customerEmail }, token)
      const told = await post('rest@example.com', ada.token)
      assert.deepEqual([told.status, told.json()], [201, subscribed])
      assert.equal((await shop.rest('POST', '/newsletters', { customer_email: 'two@example.com' }, ada.token)).status, 201)
      const nobody = await post('rest-2@example.com')
      assert.deepEqual([nobody.status, nobody.json()], [201, pleaseLogIn])
      assertProblem(await post('rest@example.com', ada.token), 400, taken, { customerEmail: [taken] })
      for (const [customerEmail, message] of refusals) {
        assertProblem(await post(customerEmail), 400, message, { customerEmail: [message] })
      }
      assertProblem(await post(5, ada.token), 422, 'The input data is misformatted.')
    })
  })
}
