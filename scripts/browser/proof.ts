import assert from 'node:assert/strict'
import { pathOf, type Visitor } from './visitor.ts'

const password = 'Otter-Lind 42 kV9 tuq'

/** Where mailboxes have to be proven first: who registers is sent to their inbox, and signs in once its link was followed. */
export async function proveMailbox({ page, go, send, look, shop, email }: Visitor): Promise<void> {
  await go('/customer/sign-up')
  const boxes = await page
    .locator('main .consent')
    .evaluateAll((all) => all.map((box) => box.querySelector('input:not([type="hidden"])')?.getAttribute('name') ?? ''))
  const [terms = '', profiling = ''] = boxes
  await send({ email, firstName: 'Ada', lastName: 'Löwe', password, [terms]: 'yes', [profiling]: 'no' })
  assert.equal(pathOf(page), '/customer/check-inbox')
  await look('check-inbox-after-sign-up')
  await go('/customer/sign-in')
  await send({ login: email, password })
  assert.equal(await page.getByRole('alert').count(), 1, 'nobody is let in before the mailbox is proven')
  await page.goto(await shop.linkTo('/customer/verify-account/', email))
  await look('verify-account')
  await send({})
  await look('verified')
  await go('/customer/sign-in')
  await send({ login: email, password })
  assert.equal(pathOf(page), '/customer/account')
}
