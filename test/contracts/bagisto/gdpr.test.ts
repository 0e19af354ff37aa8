import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { assertProblem, dataOf, type Shopper, storefrontOf } from '../../support/storefront.ts'

const logIn = 'You must be logged in to manage GDPR data requests.'
const disabled = 'GDPR data requests are disabled. Please enable GDPR from the admin configuration.'
const notFound = 'GDPR data request not found'
const noType = 'The request type is required'
const badType = 'The request type must be either "delete" or "update"'
const noMessage = 'The message is required'
const tooLate = 'This GDPR data request can no longer be revoked.'
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/

const fields = `id _id email status type message revokedAt createdAt updatedAt successMessage customer { id _id email token }`
const selection = `gdprRequest { ${fields} } clientMutationId`

type Fields = Readonly<Record<string, unknown>>

const refusals: readonly (readonly [input: Fields, message: string])[] = [
  [{}, noType],
  [{ message: 'm' }, noType],
  [{ type: null, message: 'm' }, noType],
  [{ type: '', message: 'm' }, noType],
  [{ type: 'export', message: 'm' }, badType],
  [{ type: 'export' }, badType],
  [{ type: 'delete' }, noMessage],
  [{ type: 'delete', message: '' }, noMessage],
  [{ type: 'delete', message: ' ' }, noMessage],
  [{ type: 'delete', message: 'x'.repeat(501) }, 'The message field must not be greater than 500 characters.'],
]

for (const { engine, create } of testDatabases) {
  test(`requests about the own data answer as published (${engine})`, async (t) => {
    const shop = storefrontOf(await startTestPatron(t, await create(t)))
    const [ada, grace] = [await shop.register(), await shop.register()]

    const call = async (name: string, input: Fields, { token }: Shopper) =>
      (await shop.done(name, selection, input, token))['gdprRequest'] as Record<string, unknown>
    const raise = (type: string, shopper: Shopper) => call('createGdprRequest', { type, message: 'please' }, shopper)
    const one = (id: unknown, token?: string) =>
      shop.ask(`query q($id: ID!) { gdprRequest(id: $id) { ${fields} } }`, { id }, token)
    const numbers = async ({ token }: Shopper, args = '') => {
      const query = `{ gdprRequests${args} { edges { node { _id } } totalCount } }`
      const { edges } = dataOf(await shop.ask(query, {}, token))['gdprRequests'] as { edges: { node: { _id: number } }[] }
      return edges.map(({ node }) => node._id)
    }

    await t.test('nobody without a good token is let in, whatever else is wrong', async () => {
      for (const token of [undefined, '1|x']) {
        assert.equal((await shop.refused('createGdprRequest', {}, token)).message, logIn)
        for (const name of ['revokeGdprRequest', 'deleteGdprRequest']) {
          assert.equal((await shop.refused(name, { id: 'zz' }, token)).message, logIn)
        }
        for (const { errors } of [await one('zz', token), await shop.ask('{ gdprRequests { totalCount } }', {}, token)]) {
          assert.deepEqual(
            errors?.map(({ message }) => message),
            [logIn],
          )
        }
        for (const [method, path] of [
          ['GET', '/gdpr-requests'],
          ['POST', '/gdpr-requests'],
          ['GET', '/gdpr-requests/1'],
          ['DELETE', '/gdpr-requests/1'],
          ['POST', '/gdpr-requests/1/revoke'],
        ] as const) {
          assertProblem(await shop.rest(method, path, undefined, token), 403, logIn)
        }
      }
    })

    await t.test('one is raised, and told whole', async () => {
      const input = { type: 'Delete', message: 'Please delete my account.', clientMutationId: 'x' }
      const answer = await shop.done('createGdprRequest', selection, input, ada.token)
      assert.equal(answer['clientMutationId'], 'x')
      const { _id, id, createdAt, updatedAt, ...rest } = answer['gdprRequest'] as Fields
      assert.equal(id, `/api/shop/gdpr-requests/${_id}`)
      assert.match(String(createdAt), instant)
      assert.equal(updatedAt, createdAt)
      assert.deepEqual(rest, {
        ...{ email: ada.email, status: 'pending', type: 'delete', message: 'Please delete my account.', revokedAt: null },
        successMessage: 'Your GDPR data request has been raised successfully.',
        customer: { id: `/api/shop/customers/${ada.number}`, _id: ada.number, email: ada.email, token: null },
      })
    })

    for (const [input, message] of refusals) {
      await t.test(`${JSON.stringify(input).slice(0, 60)} is refused`, async () => {
        assert.equal((await shop.refused('createGdprRequest', input, ada.token)).message, message)
        const field = message.includes('type') ? 'type' : 'message'
        assertProblem(await shop.rest('POST', '/gdpr-requests', input, ada.token), 400, message, { [field]: [message] })
      })
    }

    await t.test('the newest comes first, unless it is asked for otherwise', async () => {
      const shopper = await shop.register()
      assert.deepEqual(await numbers(shopper), [])
      const [a, b, c] = [await raise('delete', shopper), await raise('update', shopper), await raise('UPDATE', shopper)].map(
        ({ _id }) => _id,
      )
      assert.deepEqual(await numbers(shopper), [c, b, a])
      assert.deepEqual(await numbers(shopper, '(first: 1, after: "MA==")'), [b])
      for (const args of ['(order: "asc")', '(sort: "id-asc")', '(sort: "created_at", order: "ASC")']) {
        assert.deepEqual(await numbers(shopper, args), [a, b, c])
      }
      const ids = async (query: string) =>
        ((await shop.rest('GET', `/gdpr-requests${query}`, undefined, shopper.token)).json() as Fields[]).map(({ id }) => id)
      assert.deepEqual(await ids(''), [c, b, a])
      assert.deepEqual(await ids('?sort=id&order=asc'), [a, b, c])
      assert.deepEqual(await ids('?page=2&per_page=2'), [a])
    })

    await t.test('one is found by every form of its id, and by nobody else', async () => {
      const { _id } = await raise('delete', ada)
      for (const id of [_id, String(_id), `/api/shop/gdpr-requests/${_id}`]) {
        const { successMessage, status } = dataOf(await one(id, ada.token))['gdprRequest'] as Record<string, unknown>
        assert.deepEqual([successMessage, status], [null, 'pending'])
      }
      for (const id of [_id, `/api/shop/gdpr-requests/${_id}`, 999_999, 'zz']) {
        const { errors, data } = await one(id, grace.token)
        assert.deepEqual(data, { gdprRequest: null })
        assert.deepEqual([errors?.[0]?.message, errors?.[0]?.extensions], [notFound, { status: 400 }])
        for (const name of ['revokeGdprRequest', 'deleteGdprRequest']) {
          assert.equal((await shop.refused(name, { id }, grace.token)).message, notFound)
        }
      }
      assert.ok((await numbers(ada)).includes(Number(_id)))
    })

    await t.test('one is revoked once, and deleted in every state', async () => {
      const { _id, id } = await raise('delete', ada)
      const revoked = await call('revokeGdprRequest', { id, _id: String(_id) }, ada)
      assert.equal(revoked['status'], 'revoked')
      assert.match(String(revoked['revokedAt']), instant)
      assert.equal((await shop.refused('revokeGdprRequest', { id }, ada.token)).message, tooLate)
      const deleted = await call('deleteGdprRequest', { id: String(_id) }, ada)
      assert.deepEqual(
        [deleted['_id'], deleted['successMessage']],
        [_id, 'Your GDPR data request has been deleted successfully.'],
      )
      assert.equal((await shop.refused('deleteGdprRequest', { id }, ada.token)).message, notFound)
    })

    await t.test('the REST twin raises, reads, revokes and deletes', async () => {
      const raised = await shop.rest('POST', '/gdpr-requests', { type: 'update', message: 'm' }, ada.token)
      const { id, createdAt, updatedAt, ...rest } = raised.json() as Fields
      assert.deepEqual([raised.status, raised.headers.get('location')], [201, `/api/shop/gdpr-requests/${id}`])
      assert.match(String(createdAt), instant)
      assert.equal(updatedAt, createdAt)
      const told = { email: ada.email, status: 'pending', type: 'update', message: 'm', revokedAt: null }
      const customer = `/api/shop/customers/${ada.number}`
      assert.deepEqual(rest, { ...told, successMessage: 'Your GDPR data request has been raised successfully.', customer })

      const path = `/gdpr-requests/${id}`
      const read = await shop.rest('GET', path, undefined, ada.token)
      assert.deepEqual([read.status, read.json()], [200, { id, ...told, createdAt, updatedAt, successMessage: null, customer }])
      for (const [method, other] of [
        ['GET', path],
        ['DELETE', path],
        ['POST', `${path}/revoke`],
        ['GET', '/gdpr-requests/zz'],
      ] as const) {
        assertProblem(await shop.rest(method, other, undefined, grace.token), 404, notFound)
      }
      const revoked = await shop.rest('POST', `${path}/revoke`, {}, ada.token)
      assert.deepEqual([revoked.status, (revoked.json() as Fields)['status']], [200, 'revoked'])
      assertProblem(await shop.rest('POST', `${path}/revoke`, undefined, ada.token), 422, tooLate)
      const deleted = await shop.rest('DELETE', path, undefined, ada.token)
      assert.deepEqual([deleted.status, deleted.text], [204, ''])
      assertProblem(await shop.rest('GET', path, undefined, ada.token), 404, notFound)
    })
  })

  test(`where requests are turned off, that is said before anything else (${engine})`, async (t) => {
    const shop = storefrontOf(await startTestPatron(t, await create(t), { PATRON_DATA_REQUESTS: 'off' }))
    const { token } = await shop.register()
    for (const given of [undefined, token]) {
      assert.equal((await shop.refused('createGdprRequest', { type: 'delete', message: 'm' }, given)).message, disabled)
      assert.equal((await shop.ask('{ gdprRequests { totalCount } }', {}, given)).errors?.[0]?.message, disabled)
      assertProblem(await shop.rest('GET', '/gdpr-requests', undefined, given), 400, disabled)
    }
  })
}
