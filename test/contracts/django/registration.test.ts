import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { aCustomer } from '../../support/a-customer.ts'
import { testDatabases } from '../../support/databases.ts'
import { startTestPatron } from '../../support/patron.ts'
import { asOwner } from '../../support/query.ts'
import { call, type WireReply } from '../../support/wire.ts'

/** A request as exchanges.jsonl has it: `POST /api/v1/customers/` unless it says otherwise, and at most one body. */
interface SentRequest {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A value sent as JSON, with its content type unless `headers` has another. */
  readonly json?: unknown
  /** A body as text. */
  readonly body?: string
  /** A body that is no text. */
  readonly bodyBase64?: string
}

/** One line of exchanges.jsonl. They are sent in their order to one server, which begins empty. */
interface Exchange {
  readonly id: string
  readonly title: string
  /** What is sent before; registers a customer unless it names another status. */
  readonly setup?: readonly (SentRequest & { readonly status?: number })[]
  readonly request: SentRequest
  /** The status and the whole body: a value whose JSON it is, or the text itself. */
  readonly answer: { readonly status: number; readonly json?: unknown; readonly body?: string }
}

const path = '/api/v1/customers/'
const exchanges = readFileSync(new URL('./exchanges.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): Exchange => JSON.parse(line))

/** On every answer of the path, refusals included. */
const headersOfEveryAnswer = {
  'content-type': 'application/json',
  allow: 'POST, OPTIONS',
  vary: 'Accept',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
}

function bytesOf({ json, body, bodyBase64 }: SentRequest): Uint8Array | undefined {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64')
  if (json !== undefined) return Buffer.from(JSON.stringify(json))
  return body === undefined ? undefined : Buffer.from(body)
}

function send(url: string, sent: SentRequest): Promise<WireReply> {
  const typed = sent.json === undefined ? {} : { 'content-type': 'application/json' }
  return call(url, { path, ...sent, headers: { ...typed, ...sent.headers }, body: bytesOf(sent) })
}

/** Status, headers and body as one value, so that a failure shows all that came. */
const summary = ({ status, headers, body }: WireReply) => ({
  status,
  body: body.toString(),
  headers: Object.fromEntries(
    Object.keys(headersOfEveryAnswer).flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])),
  ),
})

function expected({ status, json, body = JSON.stringify(json) }: Exchange['answer']) {
  return { status, body, headers: headersOfEveryAnswer }
}

for (const { engine, create } of testDatabases)
  test(`every exchange of the registration contract has its answer (${engine})`, async (t) => {
    const database = await create(t)
    const patron = await startTestPatron(t, database)
    for (const { id, title, setup = [], request, answer } of exchanges) {
      await t.test(`${title} (${id})`, async () => {
        for (const step of setup) assert.equal((await send(patron.url, step)).status, step.status ?? 201)
        assert.deepEqual(summary(await send(patron.url, request)), expected(answer))
      })
    }

    await t.test(
      'whatever a registration claims of its customer, flags, counters and lists begin as they do for everyone',
      async () => {
        const massAssignment = exchanges.find(({ id }) => id === 'extra-101')
        assert.ok(massAssignment)
        const claims = massAssignment.request.json as Readonly<Record<string, unknown>>
        for (const json of [{ ...claims, email: 'claiming@example.com' }, aCustomer({ email: 'plain@example.com' })])
          assert.equal((await send(patron.url, { json })).status, 201)
        await patron.stop()
        await asOwner(database, async (ask) => {
          const columns =
            'state, is_vendor, last_purchase_at, products_bought_count, total_units_bought, email_key_version, tenant_id'
          const [claiming, plain] = await ask(
            `select ${columns} from customer where email in ('claiming@example.com', 'plain@example.com') order by number`,
          )
          assert.ok(plain)
          assert.deepEqual(claiming, plain)
          for (const table of ['customer_address', 'bought_product', 'redeemed_voucher'])
            assert.deepEqual(await ask(`select * from ${table}`), [])
        })
      },
    )
  })
