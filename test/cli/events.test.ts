import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownEvent, ShownReplay } from '../../src/control/events.ts'
import { aCustomer } from '../support/a-customer.ts'
import { testDatabases } from '../support/databases.ts'
import { eventually } from '../support/eventually.ts'
import { reply, startMailServer } from '../support/mail-server.ts'
import { startTestPatron } from '../support/patron.ts'
import { commandsOn, environmentFor, runPatron } from '../support/processes.ts'

for (const { engine, create } of testDatabases) {
  test(`events are read in their order, and messages that were given up are sent again (${engine})`, async (t) => {
    const database = await create(t)
    let refuses = true
    const mailServer = await startMailServer(t, { onRecipient: () => (refuses ? reply(550, 'no such mailbox') : undefined) })
    const environment = environmentFor(database)
    const patron = await startTestPatron(t, database, {
      ...environment,
      PATRON_SMTP_URL: mailServer.url,
      PATRON_MAIL_FROM: 'Shop <accounts@shop.example>',
      PATRON_PUBLIC_URL: 'http://127.0.0.1',
    })
    const run = commandsOn(t, database)
    const read = async (...args: readonly string[]): Promise<readonly ShownEvent[]> => {
      const { code, output, errors } = await run('events', 'tail', ...args, '--json')
      assert.deepEqual([code, errors], [0, ''])
      return output === ''
        ? []
        : output
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as ShownEvent)
    }
    const register = async (email: string): Promise<void> =>
      assert.equal((await patron.post('/api/v1/customers/', aCustomer({ email }))).status, 201)
    const sealed = (count: number) =>
      eventually('a place for each event', async () => (await read('--since', '0')).length === count)

    await t.test('the newest are printed, or all behind a position, of the types that are asked for', async () => {
      await register('ada@example.com')
      await register('grace@example.com')
      assert.equal((await run('customers', 'suspend', 'grace@example.com')).code, 0)
      await sealed(3)
      const all = await read('--since', '0')
      assert.deepEqual(
        all.map(({ position, type }) => [position, type]),
        [
          [1, 'customer.registered'],
          [2, 'customer.registered'],
          [3, 'customer.suspended'],
        ],
      )
      assert.doesNotMatch(JSON.stringify(all), /example\.com|Lovelace/)
      assert.deepEqual(await read('--since', '1', '--type', 'registered'), all.slice(1, 2))
      assert.deepEqual(await read('--last', '1'), all.slice(2))
      const { output } = await run('events', 'tail')
      assert.match(output, /^ +3 {2}\d{4}-\S+ {2}customer\.suspended +\S{36}$/m)
      assert.match(
        (await run('events', 'tail', '--type', 'born')).errors,
        /^born is no type of event\. There are: customer\.registered, /,
      )
    })

    await t.test('whoever follows sees what comes', async () => {
      const following = runPatron(t, ['events', 'tail', '--follow', '--type', 'reinstated'], environment)
      const seen = following.says(/customer\.reinstated/)
      assert.equal((await run('customers', 'reinstate', 'grace@example.com')).code, 0)
      await seen
      following.kill('SIGTERM')
    })

    await t.test('a message that was given up is sent again, under its own Message-ID, once that is asked', async () => {
      assert.equal((await run('customers', 'reset-password', 'ada@example.com')).code, 0)
      const replay = async (...args: readonly string[]) =>
        JSON.parse((await run('events', 'replay', '--since', '0', '--json', ...args)).output) as readonly ShownReplay[]
      const [given] = await eventually('the mail is given up', async () => {
        const looked = await replay()
        return looked.length > 0 && looked
      })
      assert.deepEqual([given?.purpose, given?.verdict, given?.channel], ['password_reset', 'sendable', 'mail'])
      assert.deepEqual(await replay('--channel', 'push'), [])
      assert.deepEqual(await replay('--since', String(given?.event.position)), [])
      const dry = await run('events', 'replay', '--since', '0')
      assert.equal(dry.errors, '1 of 1 messages that were given up would be sent again. Nothing was sent; --send does it.\n')
      assert.equal((await replay()).length, 1, 'nothing was sent')
      refuses = false
      assert.deepEqual(
        (await replay('--send')).map(({ id }) => id),
        [given?.id],
      )
      const [mail] = await eventually('the mail', () => mailServer.mails.length > 0 && mailServer.mails)
      assert.ok(mail?.headers.get('message-id')?.includes(given?.id ?? 'none'), mail?.headers.get('message-id'))
      await eventually('it is delivered', async () => (await replay()).length === 0)
    })

    await t.test('without a server events are read, and nobody follows an embedded database', async () => {
      await patron.stop()
      assert.equal((await read('--since', '4')).length, 1)
      if (database.databaseUrl !== undefined) return
      const following = await run('events', 'tail', '--follow')
      assert.deepEqual([following.code, following.output], [1, ''])
      assert.match(following.errors, /^There is nothing to follow: /)
    })
  })
}
