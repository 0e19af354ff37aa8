import { setTimeout as delay } from 'node:timers/promises'
import { createKeyring } from '../../src/adapters/secrets/keyring.ts'
import { createLinkTokens } from '../../src/adapters/secrets/link-tokens.ts'
import type { TestDatabase } from './databases.ts'
import { form, type Reply, type TestPatron, testSettings } from './patron.ts'
import { query } from './query.ts'

const links = createLinkTokens(createKeyring([testSettings.PATRON_SECRET_KEY]))

// Requests are resolved four times a second.
const pauseMilliseconds = 500
const mostRestarts = 20

/**
 * The tokens of the links to a new password that are mailed to these addresses, once all of them have asked for one.
 *
 * @param start  starts the server again; it is stopped for looking, since PGlite has room for one
 * @returns the tokens in the order of the addresses, and the server that runs now
 */
export async function mailedLinks(
  database: TestDatabase,
  emails: readonly string[],
  { patron, start }: { readonly patron: TestPatron; start(): Promise<TestPatron> },
): Promise<{ readonly tokens: readonly string[]; readonly patron: TestPatron }> {
  let running = patron
  for (let restart = 1; restart <= mostRestarts; restart += 1) {
    await delay(pauseMilliseconds)
    await running.stop()
    const rows = await query(database, "select tenant_id, customer_id, id, email from recovery where kind = 'password_reset'")
    running = await start()
    const tokens = emails.flatMap((email) =>
      rows
        .filter((row) => row['email'] === email)
        .map((row) =>
          links.make({
            kind: 'password_reset',
            tenantId: String(row['tenant_id']),
            customerId: String(row['customer_id']),
            id: String(row['id']),
          }),
        ),
    )
    if (tokens.length === emails.length) return { tokens, patron: running }
  }
  throw new Error(`there are not as many links as ${emails.join(', ')}`)
}

/** Follows the link to its end, with a new password. */
export const followLink = (patron: TestPatron, token: string, password: string): Promise<Reply> =>
  patron.send('POST', `/customer/reset-password/${token}`, form({ password, confirmPassword: password }))
