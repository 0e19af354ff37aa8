import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { assertProblem, storefrontOf } from '../../support/storefront.ts'

const unverified = 'Verify your email account first.'
const leaked = 'The given password has appeared in a data leak. Please choose a different password.'
const twice = (password: string) => ({ password, confirmPassword: password })

for (const { engine, create } of testDatabases) {
  test(`where mailboxes have to be proven, a registration opens the own profile and nothing else (${engine})`, async (t) => {
    const shop = storefrontOf(await startTestPatron(t, await create(t), { PATRON_EMAIL_VERIFICATION: 'required' }))
    const { email, token } = await shop.register()
    const { id: _id, ...login } = await shop.logIn(email)
    assert.deepEqual(login, { _id: 0, apiToken: '', token: '', success: false, message: unverified })
    assert.equal((await shop.ask('{ readCustomerProfile { email } }', {}, token)).errors, undefined)
    const update = 'createCustomerProfileUpdate'
    assert.ok(await shop.done(update, 'customerProfileUpdate { success }', { firstName: 'Ada' }, token))
    assert.equal((await shop.refused(update, { email: 'other@example.com' }, token)).message, unverified)
    assert.equal((await shop.refused('createAddUpdateCustomerAddress', {}, token)).message, unverified)
    assert.equal((await shop.refused('createGdprRequest', {}, token)).message, unverified)
    assert.equal((await shop.refused('createNewsletter', { customerEmail: email }, token)).message, unverified)
    assertProblem(await shop.rest('GET', '/customer-addresses', undefined, token), 403, unverified)
  })

  test(`an installation may ask for less of a registration, or for more (${engine})`, async (t) => {
    const settings = {
      PATRON_STOREFRONT_REPEATED_PASSWORD: 'optional',
      PATRON_STOREFRONT_PHONES: 'any',
      PATRON_STOREFRONT_MINIMUM_PASSWORD: '10',
      PATRON_STOREFRONT_REFUSE_COMMON_PASSWORDS: 'on',
    }
    const shop = storefrontOf(await startTestPatron(t, await create(t), settings))
    await shop.register({ confirmPassword: undefined })
    await shop.register({ confirmPassword: '' })
    const given = { firstName: 'A', lastName: 'B', email: 'a@example.com' }
    const differ = { ...given, password: 'SecurePass@123', confirmPassword: 'x' }
    assert.equal((await shop.refused('createCustomer', differ)).message, 'Password and confirm password do not match')
    const short = await shop.refused('createCustomer', { ...given, ...twice('123456789') })
    assert.match(short.message, /^The password must be at least 10 characters\./)
    assert.equal((await shop.refused('createCustomer', { ...given, ...twice('1234567890') })).message, leaked)
    await shop.register({ phone: '+1 (555) 0123' })
  })
}
