import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron, type TestPatron } from '../../support/patron.ts'

/** The pages mask the address as `[email protected]`; this is what they mean, and all that differs from them here. */
const address = 'john.doe@example.com'

/** What `curl -d` sends in the example of the page "Customer registration". */
const registrationPage = `{
    "email": "${address}",
    "first_name": "John",
    "last_name": "Doe",
    "password": "SecurePass123!",
    "password2": "SecurePass123!",
    "date_of_birth": "1990-05-15"
  }`

const registrationPageAnswer = `{
  "email": "${address}",
  "first_name": "John",
  "last_name": "Doe",
  "slug": "john-doe",
  "date_of_birth": "1990-05-15",
  "address": null,
  "last_purchase_date": null
}`

/** What `curl -d` sends in the example of the page "Create customer", whose path has no final slash. */
const createCustomerPage = `{
    "email": "${address}",
    "first_name": "John",
    "last_name": "Doe",
    "password": "SecureP@ssw0rd123",
    "password2": "SecureP@ssw0rd123",
    "date_of_birth": "1990-01-15"
  }`

const createCustomerPageAnswer = `{
  "email": "${address}",
  "first_name": "John",
  "last_name": "Doe",
  "slug": "john-doe",
  "date_of_birth": "1990-01-15",
  "address": null,
  "last_purchase_date": null
}`

const successes = [
  { page: 'Customer registration', path: '/api/v1/customers/', body: registrationPage, answer: registrationPageAnswer },
  { page: 'Create customer', path: '/api/v1/customers/', body: createCustomerPage, answer: createCustomerPageAnswer },
  {
    page: 'Create customer, by its heading',
    path: '/api/v1/customers',
    body: createCustomerPage,
    answer: createCustomerPageAnswer,
  },
]

const refusals = [
  {
    problem: 'passwords that differ',
    body: registrationPage.replace('"password2": "SecurePass123!"', '"password2": "SecurePass124!"'),
    answer: `{
  "error": "Passwords don't match"
}`,
  },
  {
    problem: 'a password that is common and entirely numeric',
    body: registrationPage.replaceAll('SecurePass123!', '12345678'),
    answer: `{
  "password": [
    "This password is too common.",
    "This password is entirely numeric."
  ]
}`,
  },
  {
    problem: 'missing names',
    body: registrationPage.replace(/ *"(first|last)_name": .*\n/g, ''),
    answer: `{
  "first_name": [
    "This field is required."
  ],
  "last_name": [
    "This field is required."
  ]
}`,
  },
]

const alreadyRegistered = `{
  "email": [
    "customer with this email address already exists."
  ]
}`

/** The pages print answers over several lines; on the wire they are compact, with the same keys in the same order. */
const asSent = (printed: string): string => JSON.stringify(JSON.parse(printed))

const post = (patron: TestPatron, path: string, body: string) =>
  patron.send('POST', path, { headers: { 'Content-Type': 'application/json' }, body })

for (const { engine, create } of testDatabases) {
  for (const { page, path, body, answer } of successes) {
    test(`the example of the page "${page}" answers what the page prints (${engine})`, async (t) => {
      const patron = await startTestPatron(t, await create(t))
      const reply = await post(patron, path, body)
      assert.deepEqual([reply.status, reply.text], [201, asSent(answer)])
    })
  }

  test(`the published refusals are answered byte for byte (${engine})`, async (t) => {
    const patron = await startTestPatron(t, await create(t))
    for (const { problem, body, answer } of refusals) {
      const reply = await post(patron, '/api/v1/customers/', body)
      assert.deepEqual([reply.status, reply.text], [400, asSent(answer)], problem)
    }
    assert.equal((await post(patron, '/api/v1/customers/', registrationPage)).status, 201)
    const again = await post(patron, '/api/v1/customers/', createCustomerPage)
    assert.deepEqual([again.status, again.text], [400, asSent(alreadyRegistered)])
  })
}
