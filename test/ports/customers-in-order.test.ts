import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PortableCustomer } from '../../src/core/migration/portable-customer.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { customersInOrder } from '../../src/storage/customers-in-order.ts'
import { testDatabases } from '../support/databases.ts'
import { asOwner, openStorage } from '../support/storage.ts'

const customers = (from: number, to: number) => `
  insert into customer (id, tenant_id, number, state, email, email_key, email_key_version, first_name, last_name, slug, created_at)
  select gen_random_uuid(), '${defaultTenantId}', n, 'active', '', '', 1, 'before', '', '', now() from generate_series(${from}, ${to}) n`

const mebibyte = 1_048_576

for (const { engine: name, create } of testDatabases) {
  test(`everybody comes once and by number, whatever happens meanwhile (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await asOwner(engine, customers(1, 250))
    await asOwner(engine, "update customer set state = 'deleted' where number = 120")
    await asOwner(engine, "update customer set image_name = 'large' where number in (3, 4, 5)")
    await asOwner(
      engine,
      `insert into profile_image (customer_id, name, tenant_id, content)
       select id, 'large', tenant_id, convert_to(repeat(number::text, ${5 * mebibyte}), 'UTF8') from customer where image_name = 'large'`,
    )
    const found: PortableCustomer[] = []
    for await (const customer of customersInOrder(engine, defaultTenantId, { withHashes: false })) {
      if (found.length === 0) {
        await asOwner(engine, "update customer set first_name = 'after'")
        await asOwner(engine, "update customer set state = 'deleted', email = '' where number = 200")
      }
      found.push(customer)
    }
    const numbers = Array.from({ length: 250 }, (_, index) => index + 1).filter((number) => number !== 120)
    const seen = found.map(({ profile }) => profile.number)
    const names = found.map(({ profile }) => profile.firstName)
    if (name === 'postgresql') {
      assert.deepEqual(seen, numbers, 'all as it was when it began')
      assert.deepEqual(new Set(names), new Set(['before']))
    } else {
      assert.deepEqual(
        seen,
        numbers.filter((number) => number !== 200),
        'who was erased before their turn is not in it',
      )
      assert.deepEqual([names[0], names.at(-1)], ['before', 'after'])
    }
    for (const number of [3, 4, 5]) {
      const image = found[number - 1]?.image
      assert.ok(image?.length === 5 * mebibyte && image.every((byte) => byte === 48 + number))
    }
    assert.equal(engine.figures().total, engine.figures().idle + (name === 'pglite' ? 1 : 0), 'every connection is given back')
  })

  test(`whoever stops reading gives the connection back (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    await asOwner(engine, customers(1, 3))
    for await (const { profile } of customersInOrder(engine, defaultTenantId, { withHashes: true })) {
      assert.equal(profile.number, 1)
      break
    }
    await asOwner(engine, "update customer set first_name = 'after'")
    assert.equal(engine.figures().total, engine.figures().idle + (name === 'pglite' ? 1 : 0))
  })
}
