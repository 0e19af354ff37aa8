import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { aCustomer } from './a-customer.ts'
import type { TestDatabase } from './databases.ts'
import { eventually } from './eventually.ts'
import { type MailServer, type ReceivedMail, startMailServer } from './mail-server.ts'
import { form, type Reply, startTestPatron, type TestPatron } from './patron.ts'
import { asOwner } from './query.ts'
import { changeSettings } from './tenants.ts'

/** A server whose default tenant keeps registrations private, and the mail server it sends to. */
export interface PrivateShop {
  readonly patron: TestPatron
  readonly mails: MailServer
}

export const subjects = {
  proof: 'Please confirm your e-mail address',
  known: 'You have an account at Patron already',
  closed: 'Your account at Patron',
} as const

export async function startPrivateShop(
  t: TestContext,
  database: TestDatabase,
  settings: Readonly<Record<string, string>> = {},
): Promise<PrivateShop> {
  await asOwner(database, (ask) => changeSettings(ask, defaultTenantId, { privateRegistration: true }))
  const mails = await startMailServer(t)
  const patron = await startTestPatron(t, database, {
    PATRON_SMTP_URL: mails.url,
    PATRON_MAIL_FROM: 'accounts@shop.example',
    ...settings,
  })
  return { patron, mails }
}

export const register = (
  { patron }: Pick<PrivateShop, 'patron'>,
  email: string,
  fields: Readonly<Record<string, unknown>> = {},
  headers: Record<string, string> = {},
) => patron.post('/api/v1/customers/', aCustomer({ email, ...fields }), headers)

const isTo = (recipient: string, subject: string) => (mail: ReceivedMail) =>
  mail.recipients.some((one) => one.toLowerCase() === recipient) && mail.html.includes(`<title>${subject}</title>`)

/** What has come to the mailbox, in lower case, so far under the subject. */
export const mailsTo = ({ mails }: PrivateShop, recipient: string, subject: string): readonly ReceivedMail[] =>
  mails.mails.filter(isTo(recipient, subject))

/** The token of the link in the newest such mail, once there are so many. */
export async function mailedToken(shop: PrivateShop, recipient: string, subject: string, count = 1): Promise<string> {
  const come = await eventually(`${count} of "${subject}" to ${recipient}`, () => {
    const found = mailsTo(shop, recipient, subject)
    return found.length >= count && found
  })
  const [, token] = /\/customer\/[a-z-]+\/([\w-]+)\n/.exec(come.at(-1)?.text ?? '') ?? []
  assert.ok(token)
  return token
}

export const prove = ({ patron }: PrivateShop, token: string): Promise<Reply> =>
  patron.send('POST', `/customer/verify-account/${token}`, form({}))

/** Registers somebody who then follows the link that is mailed to them. */
export async function aProvenCustomer(shop: PrivateShop, email: string, fields: Readonly<Record<string, unknown>> = {}) {
  assert.equal((await register(shop, email, fields)).status, 201)
  assert.equal((await prove(shop, await mailedToken(shop, email, subjects.proof))).status, 200)
}
