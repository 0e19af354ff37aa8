import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { askRunningServer } from '../../src/control/socket-client.ts'
import type { PreviousSystem } from '../../src/core/tenants/settings.ts'
import { aCustomer } from '../support/a-customer.ts'
import { type TestEngine, testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { incoming, runImport, writeRows } from '../support/importing.ts'
import { type OldSystem, startOldSystem } from '../support/old-system.ts'
import { type Reply, startTestPatron, type TestPatron } from '../support/patron.ts'
import { asOwner } from '../support/query.ts'
import { makeKey, startShop } from '../support/shop.ts'
import { type Signed, signedBy } from '../support/signed.ts'
import { aMember, getProfile, memberOf, password, putProfile, signIn } from '../support/signed-in.ts'
import { type Storefront, storefrontOf } from '../support/storefront.ts'
import { aTenant, behindProxy, reachedBy } from '../support/tenants.ts'
import { aVisitor } from '../support/visitor.ts'

type Contract = PreviousSystem['contract']
const contracts: readonly Contract[] = ['django', 'bagisto', 'singula']
const wrong = 'Another-Pass-77'
const address = { street_address: '1 Main St', postal_code: 12345, city: 'Springfield', state: 'IL', country: 'United States' }

/** A shop whose customers still sign in to an old one: a tenant each, for an old system of each contract. */
interface World {
  readonly old: TestPatron
  readonly oldShop: Awaited<ReturnType<typeof startShop>>
  readonly oldProgram: Signed
  /** In front of the old one. */
  readonly system: OldSystem
  readonly patron: TestPatron
  readonly tenants: Readonly<
    Record<Contract, { readonly reached: TestPatron; readonly storefront: Storefront; readonly program: Signed }>
  >
  doctor(): Promise<readonly { readonly subject: string; readonly state: string; readonly text: string }[]>
}

const [pglite] = testDatabases

async function world(
  t: TestContext,
  { create }: TestEngine,
  imported: (old: TestPatron, program: Signed) => Promise<Readonly<Record<string, readonly object[]>>>,
): Promise<World> {
  assert.ok(pglite)
  const oldDatabase = await pglite.create(t)
  const old = await startTestPatron(t, oldDatabase)
  const system = await startOldSystem(t, old.url)
  const keyId = 'new-system'
  const secret = (await makeKey(oldDatabase, { kind: 'hmac', id: keyId })).text
  const database = await create(t)
  const settings = (contract: Contract) => ({
    passwordRequired: false,
    previousSystem: {
      ...{ contract, url: system.url },
      ...(contract === 'singula' ? { key: keyId, secretVariable: 'OLD_SECRET' } : { key: null, secretVariable: null }),
    },
  })
  await asOwner(database, async (ask) => {
    for (const contract of contracts) await aTenant(ask, contract, settings(contract))
  })
  const oldProgram = signedBy(old, { id: keyId, secret })
  for (const [name, rows] of Object.entries(await imported(old, oldProgram))) {
    const run = await runImport(database, ['--system', name, '--tenant', name, writeRows(database, `${name}.jsonl`, rows)])
    assert.equal(run.code, 0, run.errors)
  }
  const patron = await startTestPatron(t, database, { ...behindProxy, OLD_SECRET: secret })
  const tenant = async (contract: Contract) => {
    const reached = reachedBy(patron, `${contract}.example`)
    const key = async (kind: string, id?: string) =>
      (await makeKey(database, { kind, name: kind, tenant: contract, ...(id && { id }) })).text
    const id = `${contract}-program`
    const program = signedBy(reached, { id, secret: await key('hmac', id) })
    return { reached, storefront: storefrontOf(reached, await key('storefront')), program }
  }
  const [django, bagisto, singula] = [await tenant('django'), await tenant('bagisto'), await tenant('singula')]
  const oldShop = await startShop(old, oldDatabase)
  return {
    ...{ old, oldShop, oldProgram, system, patron, tenants: { django, bagisto, singula } },
    async doctor() {
      const answer = await askRunningServer(database.dataDir, 'doctor')
      const findings = (answer?.result ?? []) as Awaited<ReturnType<World['doctor']>>
      return findings.filter(({ subject }) => subject === 'moving in')
    },
  }
}

const registeredThere = async (old: TestPatron, email: string, fields: object = {}) => aMember(old, { email, ...fields })

const detailOf = (reply: Reply): unknown => [reply.status, (reply.json() as { detail?: unknown }).detail]
const refused = [401, 'No active account found with the given credentials']

for (const engine of testDatabases) {
  test(`customers of a system that still runs move in as they sign in (${engine.engine})`, async (t) => {
    const known = { mailbox: 'known@example.com' }
    const shops = await world(t, engine, async (old, program) => {
      const [imported, other] = [
        await registeredThere(old, 'imported@example.com'),
        await registeredThere(old, 'other@example.com'),
      ]
      await registeredThere(old, known.mailbox)
      const { customerId } = (await program('POST', '/search', { email: known.mailbox })).json() as { customerId: string }
      return {
        django: [
          incoming(String(imported.number), { email: 'imported@example.com' }),
          // Who stands there under this key has another mailbox by now.
          incoming(String(other.number), { email: 'elsewhere@example.com' }),
        ],
        singula: [incoming(customerId, { email: known.mailbox })],
      }
    })
    const { old, oldProgram, oldShop, system, patron, tenants } = shops
    const { django, bagisto, singula } = tenants
    const askedWhile = async (work: () => Promise<unknown>) => {
      const before = system.asked.length
      await work()
      return system.asked.slice(before)
    }

    await t.test('with what the old one shows of them, once, whichever contract it speaks', async () => {
      for (const contract of contracts) {
        const { reached } = tenants[contract]
        const email = `Ada.${contract}@Example.com`
        const there = await registeredThere(old, email)
        const named = { email, first_name: 'Ada', last_name: 'Lovelace', date_of_birth: '1990-05-15', address }
        const put = await putProfile(old, there, named)
        assert.equal(put.status, 200, put.text)
        const member = await memberOf(reached, email)
        const profile = (await getProfile(reached, member)).json() as Record<string, unknown>
        if (contract !== 'singula') assert.equal(member.number, there.number, contract)
        else {
          const called = async (program: typeof tenants.singula.program) =>
            ((await program('POST', '/search', { email })).json() as { customerId: string }).customerId
          assert.equal(await called(tenants.singula.program), await called(oldProgram))
        }
        assert.equal(profile['email'], `Ada.${contract}@example.com`)
        assert.deepEqual([profile['first_name'], profile['last_name']], ['Ada', 'Lovelace'])
        assert.equal(profile['date_of_birth'], '1990-05-15')
        assert.deepEqual(profile['address'], address, contract)
        const again = await askedWhile(async () => assert.equal((await signIn(reached, email.toLowerCase())).status, 200))
        assert.deepEqual(again, [], contract)
      }
    })

    await t.test('and a number that somebody brought along is never drawn for somebody else', async () => {
      for (const { reached } of Object.values(tenants)) {
        const numbers: number[] = []
        for (const name of ['one', 'two']) numbers.push((await aMember(reached, { email: `${name}@drawn.example.com` })).number)
        assert.ok(
          numbers.every((number) => number > 100),
          numbers.join(),
        )
      }
    })

    await t.test('through the shop API and the pages as through the Django surface', async () => {
      for (const way of ['graphql', 'rest', 'page']) await registeredThere(old, `${way}@example.com`)
      const visitor = aVisitor(bagisto.reached)
      const page = await visitor.submit('/customer/sign-in', { login: 'page@example.com', password })
      assert.deepEqual([page.status, page.headers.get('location')], [303, '/customer/account'])
      assert.equal((await bagisto.storefront.logIn('graphql@example.com', password))['success'], true)
      const rest = await bagisto.storefront.rest('POST', '/customer/login', { email: 'rest@example.com', password })
      assert.equal((rest.json() as { success: boolean }).success, true)
      assert.equal((await bagisto.storefront.logIn('rest@example.com', wrong))['message'], 'Invalid email or password')
    })

    await t.test('blanks around a password are no part of it where the old system takes them off', async () => {
      const padded = ` ${password} `
      await registeredThere(old, 'padded@example.com')
      assert.equal((await signIn(django.reached, 'padded@example.com', padded)).status, 200)
      assert.deepEqual(
        await askedWhile(async () => {
          for (const typed of [password, padded])
            assert.equal((await signIn(django.reached, 'padded@example.com', typed)).status, 200)
        }),
        [],
      )
    })

    await t.test('who is refused there is refused here in the words of strangers, and does not come', async () => {
      await registeredThere(old, 'wrong@example.com')
      for (const email of ['wrong@example.com', 'nobody@example.com']) {
        for (const contract of contracts)
          assert.deepEqual(detailOf(await signIn(tenants[contract].reached, email, wrong)), refused, contract)
      }
      const found = await singula.program('POST', '/search', { email: 'wrong@example.com' })
      assert.equal(found.status, 404)
    })

    await t.test('who is suspended there does not come', async () => {
      await registeredThere(old, 'suspended@example.com')
      const { id } = await oldShop.ask(200, 'GET', '/patron/v1/customers?email=suspended@example.com')
      await oldShop.ask(200, 'POST', `/patron/v1/customers/${id}/suspend`)
      for (const contract of contracts)
        assert.deepEqual(detailOf(await signIn(tenants[contract].reached, 'suspended@example.com')), refused, contract)
    })

    await t.test(
      'an old system that is down says nothing of the password, on any surface, and is asked again when it is back',
      async () => {
        await registeredThere(old, 'patient@example.com')
        system.isDown = true
        for (const contract of contracts) {
          const reply = await signIn(tenants[contract].reached, 'patient@example.com')
          assert.equal(reply.status, 503, contract)
          assert.equal(reply.headers.get('retry-after'), '5')
        }
        const rest = await bagisto.storefront.rest('POST', '/customer/login', { email: 'patient@example.com', password })
        assert.equal(rest.status, 503)
        const { errors } = await bagisto.storefront.mutate('createCustomerLogin', 'customerLogin { success }', {
          email: 'patient@example.com',
          password,
        })
        assert.equal(errors?.length, 1)
        assert.ok(patron.log.some((line) => line.includes(`POST ${system.url}/auth/token/`) && line.includes('it answered 502')))
        assert.ok(!patron.log.some((line) => line.includes(password) || line.includes('patient@')))
        // Who is here already needs nobody.
        assert.equal((await signIn(django.reached, 'ada.django@example.com')).status, 200)
        system.isDown = false
        for (const contract of contracts)
          assert.equal((await signIn(tenants[contract].reached, 'patient@example.com')).status, 200, contract)
      },
    )

    await t.test('two browsers at the same moment are one customer, and both are let in', async () => {
      for (const contract of contracts) {
        const { reached } = tenants[contract]
        const email = `twice.${contract}@example.com`
        await registeredThere(old, email)
        system.gathers = 4
        const replies = await Promise.all(Array.from({ length: 4 }, () => signIn(reached, email)))
        assert.deepEqual(
          replies.map(({ status }) => status),
          [200, 200, 200, 200],
          contract,
        )
        const numbers = replies.map(
          (reply) =>
            JSON.parse(Buffer.from((reply.json() as { access: string }).access.split('.')[1] ?? '', 'base64url').toString())
              .user_id,
        )
        assert.equal(new Set(numbers).size, 1)
      }
    })

    await t.test('who registers here while the old system is asked keeps the password they chose here', async () => {
      await registeredThere(old, 'rival@example.com')
      system.gathers = 2
      const before = system.asked.length
      const moving = signIn(django.reached, 'rival@example.com')
      await eventually('the old system is asked', () => system.asked.length > before)
      assert.equal(
        (
          await django.reached.post(
            '/api/v1/customers/',
            aCustomer({ email: 'rival@example.com', password: wrong, password2: wrong }),
          )
        ).status,
        201,
      )
      await fetch(system.url).catch(() => undefined)
      assert.deepEqual(detailOf(await moving), refused)
      assert.equal((await signIn(django.reached, 'rival@example.com', wrong)).status, 200)
    })

    await t.test('who came without a password gets the one they have there, and only they', async () => {
      assert.deepEqual(detailOf(await signIn(django.reached, 'imported@example.com', wrong)), refused)
      assert.equal((await signIn(django.reached, 'imported@example.com')).status, 200)
      assert.deepEqual(await askedWhile(() => signIn(django.reached, 'imported@example.com')), [])
      // The key they have there is somebody else's here.
      assert.deepEqual(detailOf(await signIn(django.reached, 'other@example.com')), refused)
    })

    await t.test('a mailbox that was never proven there opens no account that somebody else made here', async () => {
      const email = 'passwordless@example.com'
      const made = await singula.program('POST', '', { username: 'passwordless', email, title: '-', lastName: 'Lovelace' })
      assert.equal(made.status, 201, made.text)
      await registeredThere(old, email)
      assert.deepEqual(detailOf(await signIn(singula.reached, email)), refused)
    })

    await t.test('who was erased here does not come back by signing in', async () => {
      const email = 'erased@example.com'
      await registeredThere(old, email)
      const member = await memberOf(singula.reached, email)
      const { customerId } = (await singula.program('POST', '/search', { email })).json() as { customerId: string }
      assert.equal((await singula.program('POST', `/${customerId}/anonymise`)).status, 200)
      assert.equal((await getProfile(singula.reached, member)).status, 401)
      assert.deepEqual(detailOf(await signIn(singula.reached, email)), refused)
    })

    await t.test(
      'somebody who is called what another customer is called here is told of a fault, and the log says which',
      async () => {
        const person = { username: 'one-of-a-kind', title: '-', lastName: 'Lovelace', password }
        assert.equal((await singula.program('POST', '', { ...person, email: 'first@example.com' })).status, 201)
        assert.equal((await oldProgram('POST', '', { ...person, email: 'second@example.com' })).status, 201)
        const before = patron.log.length
        assert.equal((await signIn(singula.reached, 'second@example.com')).status, 500)
        const log = patron.log.slice(before).join('')
        assert.match(
          log,
          /a customer whom the previous system proves cannot come: username belongs to another customer of the tenant/,
        )
        assert.doesNotMatch(log, /second@|one-of-a-kind/)
        assert.equal((await singula.program('POST', '/search', { email: 'second@example.com' })).status, 404)
      },
    )

    await t.test('a program that proves a password by Singula’s contract has it proven there, once', async () => {
      const { customerId } = (await singula.program('POST', '/search', { email: 'passwordless@example.com' })).json() as {
        customerId: string
      }
      const prove = (currentPassword: string) => singula.program('PATCH', `/${customerId}`, { currentPassword })
      assert.equal((await prove(wrong)).status, 400)
      assert.equal((await prove(password)).status, 400) // the mailbox was never proven there
      const shown = (await singula.program('POST', '/search', { email: known.mailbox })).json() as { customerId: string }
      const proveKnown = (currentPassword: string) => singula.program('PATCH', `/${shown.customerId}`, { currentPassword })
      assert.equal((await proveKnown(wrong)).status, 400)
      assert.equal((await proveKnown(password)).status, 201)
      assert.deepEqual(await askedWhile(async () => assert.equal((await proveKnown(password)).status, 201)), [])
    })

    await t.test('the doctor tells how many have moved in and who is left', async () => {
      const findings = await shops.doctor()
      assert.deepEqual(
        findings.map(({ state }) => state),
        ['good', 'good', 'good'],
      )
      assert.match(findings[1]?.text ?? '', /^django: 5 have moved in by signing in, 1 are here without a password, .* answers$/)
      system.isDown = true
      assert.match((await shops.doctor())[0]?.text ?? '', /does not: POST .*: it answered 502$/)
    })

    await t.test('and nobody who has moved in needs the old system any more', async () => {
      await system.stop()
      await old.stop()
      for (const contract of contracts)
        assert.equal((await signIn(tenants[contract].reached, `ada.${contract}@example.com`)).status, 200)
      assert.equal((await signIn(django.reached, 'newcomer@example.com')).status, 503)
    })
  })
}
