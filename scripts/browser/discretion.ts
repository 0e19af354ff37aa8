import assert from 'node:assert/strict'
import { pathOf, type Visitor } from './visitor.ts'

const password = 'Otter-Lind 42 kV9 tuq'
const names = { firstName: 'Ada', lastName: 'Löwe' }

const nextPassword = 'Biber-Ahorn 17 mP3 wex'

/** Where registrations are private and a deletion waits: steps that each go on where the one before it ended. */
export const discreetSteps: readonly (readonly [name: string, step: (visitor: Visitor) => Promise<void>])[] = [
  ['a shop tells who registers with a known address the same as anybody, and the owner by mail', signUpTwice],
  ['a deletion waits for its day, and is taken back', planDeletion],
]

async function signUpTwice(visitor: Visitor): Promise<void> {
  const { page, go, send, shop, email } = visitor
  const told = await signUp(visitor, password)
  await page.goto(await shop.linkTo('/customer/verify-account/', email))
  await send({})
  await go('/customer/sign-in')
  await send({ login: email, password })
  assert.equal(pathOf(page), '/customer/account')
  await go('/customer/sign-out')
  await send({})
  assert.equal(await signUp(visitor, `${password}!`), told)
  await page.goto(await shop.linkTo('/customer/reset-password/', email))
  await send({ password: nextPassword, confirmPassword: nextPassword })
  await go('/customer/account')
  assert.equal(pathOf(page), '/customer/account')
}

/** @returns what the page says in the end */
async function signUp({ page, go, send, says, email }: Visitor, chosen: string): Promise<string> {
  await go('/customer/sign-up')
  await send({ email, ...names, password: chosen })
  assert.equal(pathOf(page), '/customer/check-inbox')
  return says()
}

async function planDeletion({ page, go, send, look, says }: Visitor): Promise<void> {
  await go('/customer/account/delete')
  await send({ currentPassword: nextPassword })
  await go('/customer/account/delete')
  await look('deletion-planned')
  assert.equal(await page.locator('#currentPassword').count(), 0)
  const planned = await says()
  await send({})
  await go('/customer/account/delete')
  assert.notEqual(await says(), planned)
  assert.equal(await page.locator('#currentPassword').count(), 1)
}
