import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createCaughtMails, type ReadMail } from '../../src/adapters/mail/caught-mails.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { form, startTestPatron } from '../support/patron.ts'
import { password, storefrontOf } from '../support/storefront.ts'

const [anyDatabase] = testDatabases
assert.ok(anyDatabase)

const newPassword = 'correct horse battery'
const pathIn = ({ text }: ReadMail): string => new URL(/https?:\S+/.exec(text)?.[0] ?? '').pathname

for (const verification of ['off', 'required'] as const) {
  test(`whenever an address or a password changes, its owner is written to (proving mailboxes: ${verification})`, async (t) => {
    const database = await anyDatabase.create(t)
    const patron = await startTestPatron(t, database, { PATRON_EMAIL_VERIFICATION: verification, PATRON_LOCALE: 'fr' })
    const front = storefrontOf(patron)
    const caught = createCaughtMails(join(database.dataDir, 'mail'))

    /** The mails to these addresses that have come, once there are as many as that. */
    const mailsTo = (count: number, ...addresses: readonly string[]) =>
      eventually(`${count} mails to ${addresses.join(' and ')}`, async () => {
        const { mails } = await caught.newest(100)
        const wanted = mails.filter(({ to }) => addresses.includes(to)).toReversed()
        const read = await Promise.all(wanted.map(({ file }) => caught.read(file)))
        return read.length >= count && read.filter((mail) => mail !== undefined)
      })
    const subjects = (mails: readonly ReadMail[]) => mails.map(({ to, subject }) => `${to}: ${subject}`).toSorted()

    const shopper = await front.register({ email: 'old@example.com', firstName: 'Ada' })
    const change = (fields: Record<string, unknown>, token: string) =>
      front.done('createCustomerProfileUpdate', 'customerProfileUpdate { id }', { currentPassword: password, ...fields }, token)

    await t.test('a new password', async () => {
      const [first] = await mailsTo(1, 'old@example.com')
      assert.ok(first)
      if (verification === 'required') assert.equal((await patron.send('POST', pathIn(first), form({}))).status, 200)
      await change({ password: newPassword, confirmPassword: newPassword }, shopper.token)
      const mails = await mailsTo(2, 'old@example.com')
      assert.ok(subjects(mails).includes('old@example.com: Votre mot de passe a été modifié'), String(subjects(mails)))
    })

    await t.test('another address: the old one with a link back, and the new one', async () => {
      await change({ email: 'new@example.com', currentPassword: newPassword }, shopper.token)
      const mails = await mailsTo(4, 'old@example.com', 'new@example.com')
      const asked = { off: 'Votre nouvelle adresse e-mail chez Patron', required: 'Merci de confirmer votre adresse e-mail' }
      const told = subjects(mails)
      assert.ok(told.includes('old@example.com: Votre adresse e-mail a été modifiée'), String(told))
      assert.ok(
        told.some((subject) => subject.startsWith(`new@example.com: `) && subject.includes(asked[verification])),
        String(told),
      )
      for (const { to, text } of mails)
        assert.ok(!text.includes(to === 'old@example.com' ? 'new@' : 'old@'), 'neither learns the other')
    })

    await t.test('the change undone, and the password that is chosen then', async () => {
      const before = await mailsTo(3, 'old@example.com')
      const undo = before.find(({ subject }) => subject === 'Votre adresse e-mail a été modifiée')
      assert.ok(undo)
      const undone = await patron.send('POST', pathIn(undo), form({}))
      assert.equal(undone.status, 303, undone.text)
      const after = await mailsTo(4, 'old@example.com')
      assert.ok(subjects(after).includes('old@example.com: La modification de votre adresse e-mail a été annulée'))
      const passwords = form({ password, confirmPassword: password })
      assert.equal((await patron.send('POST', undone.headers.get('location') ?? '', passwords)).status, 200)
      const all = await mailsTo(5, 'old@example.com')
      assert.equal(subjects(all).filter((subject) => subject.endsWith('mot de passe a été modifié')).length, 2)
    })
  })
}
