import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import { testDatabases } from '../../support/databases.ts'
import { bearer, memberOf } from '../../support/signed-in.ts'
import { aSigningKey, aSingulaCustomer, goodPassword, idIn, outcomeOf, startSingula } from '../../support/singula.ts'
import { behindProxy, reachedBy } from '../../support/tenants.ts'

const gatewaySecret = 'the-gateway-of-the-tests-shows-this-0123'
const otherPassword = 'an0ther G00d secret, longer'
const serviceKey = `patron_sk_${newId().replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`

/** Whose doing the last change was. */
const modifiedBy = ({ auditInfo }: Readonly<Record<string, unknown>>) => (auditInfo as { modifiedByUser: string }).modifiedByUser

for (const database of testDatabases) {
  const { engine } = database
  test(`a customer, a member of the staff and a trusted gateway call as themselves (${engine})`, async (t) => {
    const settings = { ...behindProxy, PATRON_GATEWAY_SECRET: gatewaySecret }
    const host = 'shop.example'
    const shop = {
      hosts: [host],
      publicUrl: `https://${host}`,
      keys: [aSigningKey('shop'), { kind: 'service' as const, name: 'CRM', secret: serviceKey }],
    }
    const service = await startSingula(t, database, { shop }, settings)
    const client = service.clientOf('shop')
    const { alpha, patron } = service

    await t.test('a customer with an access token reads and changes their own record, and nothing else', async () => {
      const email = `${randomBytes(6).toString('hex')}@example.com`
      const id = await client.customer({ email, username: email })
      const other = await client.customer()
      const { access } = await memberOf(reachedBy(patron, host), email, goodPassword)
      const own = { sign: null, headers: { ...bearer(access), 'x-forwarded-host': host, 'content-type': 'application/json' } }
      assert.equal((await client.read(id, own)).text, (await client.read(id)).text)
      assert.equal(outcomeOf(await client.update(id, { firstName: 'Ada' }, own)), '201')
      assert.equal(modifiedBy(await client.found(id)), id)
      assert.equal(outcomeOf(await client.read(other, own)), '404/90068')
      assert.equal(outcomeOf(await client.update(other, { firstName: 'Eve' }, own)), '404/90068')
      assert.equal(outcomeOf(await client.update(id, { customerType: 'VIP' }, own)), '400/400')
      for (const currentPassword of [undefined, null, '', 'wrong', 5])
        assert.equal(outcomeOf(await client.update(id, { password: otherPassword, currentPassword }, own)), '400/90004')
      assert.equal(outcomeOf(await client.update(id, { password: otherPassword, currentPassword: goodPassword }, own)), '201')
      for (const reply of [
        await client.create(aSingulaCustomer(), own),
        await client.locate({ email }, own),
        await client.anonymise(id, own),
      ])
        assert.equal(outcomeOf(reply), '403/403')
      const elsewhere = { ...own, headers: { ...own.headers, authorization: `Bearer ${access}x` } }
      assert.equal(outcomeOf(await client.read(id, elsewhere)), '401/401')
      assert.equal(outcomeOf(await client.anonymise(id)), '200')
      assert.equal(outcomeOf(await client.read(id, own)), '401/401')
    })

    await t.test('a service key that names a member of the staff acts in their name', async () => {
      const as = (staff?: string) => ({
        sign: null,
        headers: {
          ...bearer(serviceKey),
          'content-type': 'application/json',
          ...(staff !== undefined && { 'patron-acting-user': staff }),
        },
      })
      const made = await client.create(aSingulaCustomer(), as('grace@shop'))
      assert.equal(made.status, 201)
      assert.equal(((await client.found(idIn(made)))['auditInfo'] as Record<string, string>)['createdByUser'], 'grace@shop')
      assert.equal(outcomeOf(await client.update(idIn(made), { password: otherPassword }, as('alan'))), '201')
      assert.equal(modifiedBy(await client.found(idIn(made))), 'alan')
      for (const staff of [undefined, '', ' ', 'a b', 'a'.repeat(201)])
        assert.equal(outcomeOf(await client.read(idIn(made), as(staff))), '401/401')
      assert.equal(outcomeOf(await client.read(await alpha.customer(), as('grace'))), '404/90068')
    })

    await t.test('what a gateway says is believed when it shows its secret, and of others not', async () => {
      const through = (headers: Record<string, string>, secret: string | null = gatewaySecret) => ({
        sign: null,
        headers: { 'content-type': 'application/json', ...(secret !== null && { 'x-gateway-secret': secret }), ...headers },
      })
      const told = { 'x-tenant-id': 'shop', 'x-user-id': 'grace', 'x-source': 'USER' }
      const made = await client.create(aSingulaCustomer(), through(told))
      assert.equal(made.status, 201, made.text)
      const id = idIn(made)
      assert.equal(modifiedBy(await client.found(id)), 'grace')
      assert.equal(outcomeOf(await client.read(id, through({ ...told, 'x-source': 'HMAC', 'x-user-id': 'key-1' }))), '200')
      assert.equal(outcomeOf(await client.read(id, through({ ...told, 'x-source': 'CUSTOMER', 'x-user-id': id }))), '200')
      assert.equal(outcomeOf(await client.read(id, through({ ...told, 'x-tenant-id': 'alpha' }))), '404/90068')
      for (const [changes, secret] of [
        [{ 'x-tenant-id': 'nobody' }, gatewaySecret],
        [{ 'x-tenant-id': '' }, gatewaySecret],
        [{ 'x-user-id': '' }, gatewaySecret],
        [{ 'x-source': 'ROOT' }, gatewaySecret],
        [{ 'x-source': 'CUSTOMER' }, gatewaySecret],
        [{}, `${gatewaySecret}x`],
        [{}, null],
      ] as const)
        assert.equal(
          outcomeOf(await client.read(id, through({ ...told, ...changes }, secret))),
          '401/401',
          JSON.stringify([changes, secret]),
        )
      assert.equal(outcomeOf(await client.read(id, { headers: { 'x-tenant-id': 'alpha' } })), '200')
    })
  })
}
