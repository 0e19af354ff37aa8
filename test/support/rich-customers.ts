import { randomBytes } from 'node:crypto'
import type { TestDatabase } from './databases.ts'
import type { TestPatron } from './patron.ts'
import { asOwner } from './query.ts'
import { register, type Shop } from './shop.ts'

/** Three customers of the installation's own tenant, in the order of their numbers, and one who was erased. */
export interface RichCustomers {
  readonly ada: Registered
  readonly grace: Registered
  readonly zoe: Registered
  readonly erased: Registered
  readonly image: Uint8Array
}

export type Registered = Awaited<ReturnType<typeof register>>

/** Registers them, through the wire. Ada has bought something and keeps an address. */
export async function registerRich(patron: TestPatron, shop: Shop): Promise<RichCustomers> {
  const ada = await register(patron, shop)
  const erased = await register(patron, shop, { email: 'gone.unmistakable@example.com', last_name: 'Unmistakable' })
  const grace = await register(patron, shop, { email: 'Grace.Hopper@Müller.example', first_name: 'Grace', last_name: 'Hopper' })
  const zoe = await register(patron, shop, { email: 'zoe@example.com', first_name: 'Zoë', last_name: 'Ω "quoted", 🙂' })
  const at = '2026-03-29T01:30:00.123456Z'
  for (const reference of ['order-2', 'order-1'])
    await shop.ask(201, 'POST', `${ada.path}/purchases`, { reference, product: `tea ${reference}`, units: 2, purchasedAt: at })
  await shop.ask(201, 'POST', `${ada.path}/vouchers`, { reference: 'order-1', voucher: 'SPRING', redeemedAt: at })
  await shop.ask(200, 'POST', `${grace.path}/suspend`)
  await shop.ask(204, 'DELETE', erased.path)
  return { ada, grace, zoe, erased, image: new Uint8Array(randomBytes(300)) }
}

/** What no call of one surface writes; the server is stopped meanwhile. */
export const keepMore = (database: TestDatabase, { ada, zoe, image }: RichCustomers): Promise<void> =>
  asOwner(database, async (ask) => {
    const tenant = '(select tenant_id from customer where id = $1)'
    const imageName = `${zoe.id}.png`
    const mailboxes = ['news@example.org', 'box@example.com']
    for (const [statement, ...more] of [
      [
        `update customer set phone = '+49 351 1234', gender = 'female', date_of_birth = '1815-12-10', username = 'ada', username_key = 'ada',
          external_id = 'crm-7', title = 'Dr.', display_name = '=HYPERLINK("https://evil.example")', customer_type = 'VIP',
          currency = 'EUR', nationality = 'GB', mobile = '+491511234567', referral_code = 'ADA-1', created_by = 'x', modified_by = '',
          modified_at = '2026-01-01T00:00:00.987654Z', email_verified_at = now(), last_sign_in_at = now(),
          subscribed_to_newsletter = true where id = $1`,
      ],
      ...[
        ['login', 'ada'],
        ['external_id', 'crm-7'],
        ['referral_code', 'ADA-1'],
        ...mailboxes.map((mailbox) => ['newsletter', mailbox]),
      ].map((claim) => [`insert into claim (tenant_id, customer_id, kind, value) values (${tenant}, $1, $2, $3)`, ...claim]),
      ...mailboxes.map((mailbox, index) => [
        `insert into newsletter_subscription (customer_id, email_key, tenant_id, email, subscribed_at)
          values ($1, $2, ${tenant}, $2, $3)`,
        mailbox,
        `2026-01-01T00:00:00.12345${6 - index}Z`,
      ]),
      [
        `insert into customer_address (customer_id, id, tenant_id, street_address, postcode, city, state, country, is_default, number)
          values ($1, gen_random_uuid(), ${tenant}, $2, '01067', 'Dresden', '', 'DE', false, null)`,
        'Altmarkt 1\n2. Stock',
      ],
      [
        `insert into customer_address (customer_id, id, tenant_id, street_address, postcode, city, state, country, is_default, kind,
            first_name, last_name, company_name, vat_id, email, phone, use_for_shipping, created_at)
          values ($1, gen_random_uuid(), ${tenant}, '@home', 'N1', 'London', '', 'GB', true, 'home', '＋A', 'L', '＝1', 'DE123456789',
            'ada@work.example', '+44 20 1234', true, null)`,
      ],
      [
        `insert into custom_attributes (customer_id, tenant_id, attributes) values ($1, ${tenant}, $2)`,
        JSON.stringify([
          { name: 'size', value: "'L" },
          { name: 'colour', value: '-1' },
        ]),
      ],
      ...['granted', 'withdrawn'].map((decision, index) => [
        `insert into consent_record (customer_id, id, tenant_id, number, consent_id, version, locale, text_digest, decision,
            contact_methods, surface, acting_as, acting_id, client_address, user_agent, request_id)
          values ($1, gen_random_uuid(), ${tenant}, $2, 'NEWS', '1', 'en', sha256('text'), $3, '{"SMS": false, "EMAIL": true}', 'pages',
            'customer', null, '192.0.2.1', 'Browser', 'r-1')`,
        index + 1,
        decision,
      ]),
      [
        `insert into data_request (customer_id, id, tenant_id, type, status, email, message, created_at, updated_at)
          values ($1, gen_random_uuid(), ${tenant}, 'update', 'pending', 'ada@example.com', 'please', now(), now())`,
      ],
      [
        `insert into planned_deletion (customer_id, tenant_id, asked_at, due_at)
          values ($1, ${tenant}, now(), now() + interval '14 days')`,
      ],
      [`insert into device (customer_id, digest, tenant_id, token, added_at) values ($1, sha256('t'), ${tenant}, 't', now())`],
    ])
      await ask(String(statement), [ada.id, ...more])
    await ask(`insert into profile_image (customer_id, name, tenant_id, content) values ($1, $2, ${tenant}, $3)`, [
      zoe.id,
      imageName,
      image,
    ])
    await ask('update customer set image_name = $2 where id = $1', [zoe.id, imageName])
  })
