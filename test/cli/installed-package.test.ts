import assert from 'node:assert/strict'
import { test } from 'node:test'
import packageFile from '../../package.json' with { type: 'json' }
import { aCustomer } from '../support/a-customer.ts'
import { caughtMails } from '../support/caught-mails.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { installPackage } from '../support/installed-package.ts'
import { environmentFor, runPatron } from '../support/processes.ts'

const { program, remove } = installPackage()
test.after(remove)

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

for (const { engine, createEmpty } of testDatabases) {
  test(`installed from its package, Patron does what it does from its source (${engine})`, async (t) => {
    const database = await createEmpty(t)
    const run = (...args: string[]) =>
      runPatron(t, args, { ...environmentFor(database), PATRON_MODE: 'development' }, { program })
    const url = await run('serve').listens()
    const status = async (path: string, init?: RequestInit) => (await fetch(new URL(path, url), init)).status

    const { email, password } = aCustomer() as { email: string; password: string }
    assert.equal(await status('/api/v1/customers/', json(aCustomer())), 201)
    assert.equal(await status('/auth/token/', json({ email, password })), 200)
    const ask = async (query: string) => (await fetch(new URL('/api/graphql', url), json({ query }))).json()
    const countries = await ask('{ countries(first: 1) { edges { node { code } } } }')
    assert.deepEqual(countries, { data: { countries: { edges: [{ node: { code: 'AF' } }] } } })
    await ask(`mutation { createForgotPassword(input: { email: "${email}" }) { forgotPassword { success } } }`)
    await eventually('a mail', async () => caughtMails(database, email).length > 0)
    for (const page of ['/', '/docs', '/api/graphiql', '/customer/sign-up']) assert.equal(await status(page), 200, page)

    const version = run('--version')
    assert.deepEqual([await version.ended, version.output], [0, `${packageFile.version}\n`])
    const found = run('customers', 'find', email)
    assert.equal(await found.ended, 0, found.errors)
    assert.ok(found.output.includes(email))
  })
}
