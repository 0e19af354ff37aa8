import assert from 'node:assert/strict'
import { pathOf, type Visitor } from './visitor.ts'

const password = 'Otter-Lind 42 kV9 tuq'
const nextPassword = 'Biber-Ahorn 17 mP3 wex'
const names = { firstName: 'Ada <b>', lastName: 'Löwe & "Söhne"' }

/** What a customer does with the pages, from the first look to the last: each step goes on where the one before it ended. */
export const steps: readonly (readonly [name: string, step: (visitor: Visitor) => Promise<void>])[] = [
  ['somebody whose form is wrong is told so beside each field, and what was typed stays', refusedSignUp],
  ['who registers is signed in', signUp],
  ['the account shows a name full of markup as the text it is', overview],
  ['the profile is changed', profile],
  ['addresses are added, changed and removed', addresses],
  ['consents are withdrawn and given, with their history', consents],
  ['the own data comes as a file', data],
  ['the password is changed with the present one', changePassword],
  ['sessions are seen, and the others ended', sessions],
  ['who signs out is signed out, and sent to sign in before anything of the account is shown', signOut],
  ['a wrong password is told in one sentence', wrongPassword],
  ['a forgotten password is got over by the mail', forgottenPassword],
  ['who signs in answers what the shop needs, and comes back to the page they wanted', signIn],
  ['another language is one click away, and stays', language],
  ['the newsletter is ended by the link in a mail, and preferences are chosen without signing in', preferences],
  ['another address takes effect when both mailboxes have agreed', changeEmail],
  ['whoever has the old address can take the change back', undoLink],
  ['the account is deleted with the password, and gone', deletion],
]

async function refusedSignUp({ page, go, send, look, email }: Visitor): Promise<void> {
  await go('/customer/sign-up')
  await look('sign-up')
  await send({ email: `${email}@`, ...names, password: '12345678' })
  await look('sign-up-refused')
  assert.equal(await page.getByRole('alert').count(), 1)
  assert.equal(await page.locator('#email').inputValue(), `${email}@`)
  assert.equal(await page.locator('#lastName').inputValue(), names.lastName)
  assert.equal(await page.locator('#password').inputValue(), '')
  assert.ok((await page.locator('[aria-invalid="true"]').count()) >= 4)
}

async function signUp({ page, send, email }: Visitor): Promise<void> {
  const [terms, profiling, newsletter] = await page
    .locator('main .consent')
    .evaluateAll((boxes) => boxes.map((box) => box.querySelector('input:not([type="hidden"])')?.getAttribute('name') ?? ''))
  await send({ email, ...names, password, [terms ?? '']: 'yes', [profiling ?? '']: 'no', [newsletter ?? '']: 'yes' })
  assert.equal(pathOf(page), '/customer/account')
}

async function overview({ look, says }: Visitor): Promise<void> {
  await look('account')
  assert.match(await says(), /Ada <b>/)
}

async function profile({ page, go, send, look }: Visitor): Promise<void> {
  await go('/customer/account/profile')
  await look('profile')
  await send({ ...names, phone: '+49 30 1234567' })
  assert.equal(await page.getByRole('status').count(), 1)
  assert.equal(await page.locator('[name="phone"]').inputValue(), '+49 30 1234567')
}

async function addresses({ page, go, send, look, says }: Visitor): Promise<void> {
  await go('/customer/account/addresses')
  await go('/customer/account/addresses/new')
  await send({ streetAddress: '<script>alert(1)</script>', city: '' })
  assert.equal(await page.getByRole('alert').count(), 1)
  const home = {
    firstName: 'Ada',
    lastName: 'Löwe',
    streetAddress: '<i>Teeweg</i> 7',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
  }
  await send({ ...home, phone: '+49 30 1234567', state: 'Berlin' })
  await look('addresses')
  assert.match(await says(), /<i>Teeweg<\/i> 7/)
}

async function consents({ page, go, send, look }: Visitor): Promise<void> {
  await go('/customer/account/consents')
  await look('consents')
  await send({}, 'main form button[value="give"], main form button[type="submit"]')
  assert.equal(await page.getByRole('status').count(), 1)
}

async function data({ page, go, look }: Visitor): Promise<void> {
  await go('/customer/account/data')
  await look('data')
  await page.locator('#currentPassword').fill(password)
  const download = page.waitForEvent('download')
  await page.locator('main form button[type="submit"]').click()
  const stream = await (await download).createReadStream()
  const text = Buffer.concat(await stream.toArray()).toString()
  assert.equal((JSON.parse(text) as { profile: { firstName: string } }).profile.firstName, names.firstName)
  assert.doesNotMatch(text, /argon2/)
}

async function changePassword({ page, go, send, look }: Visitor): Promise<void> {
  await go('/customer/account/password')
  await look('password')
  await send({ currentPassword: 'not this one', password: nextPassword, passwordAgain: nextPassword })
  assert.equal(await page.locator('#currentPassword-error').count(), 1)
  await send({ currentPassword: password, password: nextPassword, passwordAgain: nextPassword })
  assert.equal(await page.getByRole('status').count(), 1)
}

async function sessions({ go, look, page }: Visitor): Promise<void> {
  await go('/customer/account/sessions')
  await look('sessions')
  assert.ok((await page.locator('main li').count()) >= 1)
}

async function signOut({ page, go, send }: Visitor): Promise<void> {
  await go('/customer/sign-out')
  await send({})
  await go('/customer/account/profile')
  assert.equal(pathOf(page), '/customer/sign-in')
}

async function wrongPassword({ page, go, send, look, email }: Visitor): Promise<void> {
  await go('/customer/sign-in')
  await look('sign-in')
  await send({ login: email, password })
  assert.equal(await page.getByRole('alert').count(), 1)
  assert.equal(await page.locator('#login').inputValue(), email)
}

async function forgottenPassword({ page, go, send, look, shop, email }: Visitor): Promise<void> {
  await go('/customer/forgot-password')
  await look('forgot-password')
  await send({ email })
  assert.equal(pathOf(page), '/customer/check-inbox')
  await look('check-inbox')
  await page.goto(await shop.linkTo('/customer/reset-password/', email))
  await look('reset-password')
  await send({ password: '12345678', confirmPassword: 'another' })
  assert.ok((await page.locator('[aria-invalid="true"]').count()) >= 1)
  await send({ password, confirmPassword: password })
  await look('password-changed')
  await page.locator('main a[href$="/customer/account"]').click()
  await page.waitForLoadState()
  assert.equal(pathOf(page), '/customer/account', 'the link and the new password sign in')
  await go('/customer/sign-out')
  await send({})
}

async function signIn({ page, go, send, look, email }: Visitor): Promise<void> {
  await go('/customer/account/addresses')
  await send({ login: email.toUpperCase(), password })
  assert.equal(pathOf(page), '/customer/account/consents')
  await look('consents-asked')
  await send({}, 'main form button[value="grant"]')
  assert.equal(pathOf(page), '/customer/account/addresses')
}

async function language({ page, go, look }: Visitor): Promise<void> {
  await page.locator('footer a[hreflang="fr"]').click()
  await page.waitForLoadState()
  await look()
  await go('/customer/account')
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr')
  await go('/customer/account?language=en')
}

const movedFrom = (email: string): string => `moved.${email}`

async function changeEmail({ page, go, send, look, says, shop, email }: Visitor): Promise<void> {
  const moved = movedFrom(email)
  await go('/customer/account/email')
  await send({ email: moved, currentPassword: password })
  await look('email-change-asked')
  for (const link of [await shop.linkTo('/customer/leave-email/', email), await shop.linkTo('/customer/take-email/', moved)]) {
    await page.goto(link)
    await look('email-change-agree')
    await send({})
  }
  await go('/customer/account/email')
  assert.ok((await says()).includes(moved))
}

async function undoLink({ page, look, shop, email }: Visitor): Promise<void> {
  await page.goto(await shop.linkTo('/customer/undo-email-change/', email))
  await look('undo-email-change')
  assert.equal(await page.locator('main form button[type="submit"]').count(), 1)
}

async function preferences({ page, send, look, shop, email }: Visitor): Promise<void> {
  const link = await shop.unsubscribeLinkTo(email)
  await page.goto(link)
  await look('unsubscribe')
  await send({})
  await page.goto(link.replace('/unsubscribe/', '/preferences/'))
  await look('preferences')
  const newsletter = page.locator('main input[type="checkbox"]:not([name*="-by-"])').last()
  assert.equal(await newsletter.isChecked(), false)
  await newsletter.check()
  await send({})
  assert.equal(await page.getByRole('status').count(), 1)
  assert.equal(await newsletter.isChecked(), true)
  const oneClick = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  assert.equal((await fetch(link, { method: 'POST', body: oneClick })).status, 200)
  await page.reload()
  assert.equal(await newsletter.isChecked(), false, 'a mail program has ended it in one step')
}

async function deletion({ page, go, send, look, email }: Visitor): Promise<void> {
  await go('/customer/account/delete')
  await look('delete')
  await send({ currentPassword: 'not this one' })
  assert.equal(await page.locator('#currentPassword-error').count(), 1)
  await send({ currentPassword: password })
  await look('deleted')
  await go('/customer/sign-in')
  await send({ login: movedFrom(email), password })
  assert.equal(await page.getByRole('alert').count(), 1)
}
