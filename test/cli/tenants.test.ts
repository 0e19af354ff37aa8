import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConfigurationError } from '../../src/config/config.ts'
import { type TestDatabase, testDatabases } from '../support/databases.ts'
import { startTestPatron } from '../support/patron.ts'
import { commandsOn, environmentFor, runPatron } from '../support/processes.ts'
import { query } from '../support/query.ts'

const singula = new URL('../contracts/singula/tenants.json', import.meta.url).pathname
const five = ['alpha', 'beta', 'gamma', 'delta', 'omega']

/** Writes a tenants file beside the data. */
function written({ dataDir }: TestDatabase, content: object | string): string {
  const file = join(dataDir, 'tenants.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  return file
}

for (const { engine, create, createEmpty } of testDatabases) {
  test(`tenants and keys that sign are declared without a server and beside a running one (${engine})`, async (t) => {
    const database = await create(t)
    const run = commandsOn(t, database)
    const ofAlpha = ['--tenant', 'alpha'] as const

    const faulty = written(database, '{\n"tenants": {\n"alpha": { "passwordMinScor": 3 },\n"beta": { "country": 7 }\n}}')
    const told = {
      code: 1,
      output: '',
      errors: `${faulty}:3: tenants.alpha.passwordMinScor is no setting; did you mean passwordMinScore?\n${faulty}:4: tenants.beta.country is 7; accepted: a country by ISO 3166-1 or null\n`,
    }
    assert.deepEqual(await run('tenants', 'apply', faulty), told)

    const planned = await run('tenants', 'apply', singula, '--dry-run')
    assert.deepEqual([planned.code, planned.errors], [0, '5 of 5 tenants would be changed. Nothing was written.\n'])
    assert.ok(planned.output.startsWith('alpha: created\n  country: "SE"\n  currencies: ["SEK","EUR","GBP"]\n'), planned.output)
    assert.ok(planned.output.includes('\n  key omega-key (hmac) created\n'), planned.output)
    const nobody = await run('tenants', 'list', '--json')
    assert.equal((JSON.parse(nobody.output) as unknown[]).length, 1)
    assert.deepEqual(await run('tenants', 'apply', singula), { ...planned, errors: '5 of 5 tenants were changed.\n' })

    const bounds = ['--id', 'alpha-crm', '--scope', 'customers:read', '--scope', 'customers:write', '--allow', '10.0.0.0/8']
    const made = await run('keys', 'create', '--kind', 'hmac', '--name', 'CRM', ...bounds, ...ofAlpha)
    assert.equal(made.code, 0, made.errors)
    assert.match(made.output, /^[\w-]{43}\n$/)
    assert.match(
      made.errors,
      /^Key \S{36} \(hmac, CRM\) does not expire\. It signs as alpha-crm, may customers:read customers:write, from 10\.0\.0\.0\/8\. What follows is its secret\. It is shown this once:\n$/,
    )

    await runPatron(t, ['serve'], environmentFor(database)).listens()

    await t.test('a file with faults changes nothing and every fault is told by its line', async () => {
      assert.deepEqual(await run('tenants', 'apply', faulty), told)
      const contradictory = written(database, { tenants: { alpha: { keys: [{ kind: 'hmac', id: 'crm' }] } } })
      const refused = await run('tenants', 'apply', contradictory)
      assert.equal(refused.errors, `${contradictory}:5: tenants.alpha.keys[0] has no secret, and there is no such key yet\n`)
    })

    await t.test('what a file says holds, and what it no longer says is usual', async () => {
      const unchanged = five.map((name) => `${name}: unchanged\n`).join('')
      const again = await run('tenants', 'apply', singula)
      assert.deepEqual(again, { code: 0, output: unchanged, errors: '0 of 5 tenants were changed.\n' })
      const file = written(database, { tenants: { beta: { passwordMinScore: 4, hosts: ['beta.example'] }, zeta: {} } })
      const beside = await run('tenants', 'apply', file)
      assert.match(beside.output, /^beta: changed\n {2}country: "GB" -> null \(usual\)\n/)
      assert.match(beside.output, /\n {2}passwordMinScore: 2 -> 4\n/)
      assert.match(
        beside.output,
        /\n {2}consents: \[.*\] -> \[\] \(usual\)\n {2}hmacClock.*\n {2}host beta\.example added\nzeta: created\n$/,
      )
    })

    await t.test('tenants are listed, shown and exported as a file that changes nothing', async () => {
      const list = await run('tenants', 'list')
      assert.match(list.output, /^default {2,}\S{36} {2}no host {2}0 keys {2}changed \S+\n/)
      assert.match(list.output, /^beta {2,}\S{36} {2}beta\.example {2}1 key {2}changed \S+$/m)
      const shown = await run('tenants', 'show', 'beta')
      assert.match(shown.output, /^ {2}passwordMinScore {2,}4$/m)
      assert.match(shown.output, /^ {2}timeZone {2,}"UTC" {2}\(usual\)$/m)
      const exported = await run('tenants', 'export')
      assert.equal((await run('tenants', 'apply', written(database, exported.output))).errors, '0 of 7 tenants were changed.\n')
      const missing = await run('tenants', 'show', 'nobody')
      assert.match(missing.errors, /^There is no tenant nobody\. patron tenants list names them all\.\n$/)
    })

    await t.test('a key that signs is rotated, listed and revoked, and in its tenant alone', async () => {
      const again = await run('keys', 'create', '--kind', 'hmac', '--name', 'CRM', '--id', 'alpha-crm')
      assert.deepEqual([again.code, again.output], [1, ''])
      assert.match(
        again.errors,
        /^The key \S{36} \(CRM\) is called alpha-crm\. Such an id is never given twice; take another\.\n$/,
      )
      const rotated = await run('keys', 'rotate', 'alpha-crm', ...ofAlpha)
      assert.match(rotated.output, /^[\w-]{43}\n$/)
      assert.notEqual(rotated.output, made.output)
      assert.match(rotated.errors, /\(hmac, CRM\) signs as alpha-crm with a new secret; the previous one is good until \S+\.\n/)
      assert.equal((await run('keys', 'list')).output, 'There are no keys.\n')
      const listed = await run('keys', 'list', ...ofAlpha)
      assert.match(
        listed.output,
        /^\S{36} {2}hmac {8}active {3}made \S+ {2}does not expire {2}signs as alpha-crm {2}may customers:read customers:write {2}from 10\.0\.0\.0\/8 {2}never used {2}its previous secret is good until \S+ {2}CRM$/m,
      )
      const revoked = await run('keys', 'revoke', 'alpha-crm', ...ofAlpha)
      assert.match(revoked.output, /^Key \S{36} \(hmac, CRM\) is revoked since \S+\.\n$/)
      for (const elsewhere of [[], ['--tenant', 'nobody']]) {
        const { code, errors } = await run('keys', 'revoke', 'alpha-crm', ...elsewhere)
        assert.deepEqual([code, /^There is no (key alpha-crm|tenant nobody)\./.test(errors)], [1, true], errors)
      }
    })
  })

  test(`the tenants file of the configuration is applied at each start, and a fault in it stops the start (${engine})`, async (t) => {
    const database = await createEmpty(t)
    const start = (file: string) => startTestPatron(t, database, { PATRON_TENANTS_FILE: file })
    const tenants = () => query(database, 'select name, settings, changed_at from tenant order by name')
    const file = written(database, { tenants: { default: { shopName: 'The shop' }, outlet: { hosts: ['outlet.example'] } } })
    await (await start(file)).stop()
    const made = await tenants()
    assert.deepEqual(
      made.map(({ name, settings }) => [name, settings]),
      [
        ['default', { shopName: 'The shop' }],
        ['outlet', {}],
      ],
    )
    await (await start(file)).stop()
    assert.deepEqual(await tenants(), made)
    written(database, '{\n"tenants": {\n"outlet": { "passwordMinScor": 3 } } }')
    const fault = `${file}:3: tenants.outlet.passwordMinScor is no setting; did you mean passwordMinScore?`
    await assert.rejects(start(file), (error) => error instanceof ConfigurationError && error.message.includes(fault))
    await assert.rejects(start(`${file}.bak`), {
      name: 'ConfigurationError',
      message: /^PATRON_TENANTS_FILE is .*tenants\.json\.bak, which cannot be read: ENOENT/,
    })
    assert.deepEqual(await tenants(), made)
  })
}

test('nodes that start together with one tenants file all start, say so, and one of them makes the tenants', async (t) => {
  const [, postgres] = testDatabases
  assert.ok(postgres)
  const database = await postgres.create(t)
  const serve = (file: string) => runPatron(t, ['serve'], { ...environmentFor(database), PATRON_TENANTS_FILE: file })
  const nodes = [serve(singula), serve(singula)]
  const said = await Promise.all(nodes.map(async (node) => (await node.says(/(\d) of the 5 in \S+ were changed/))[1]))
  assert.deepEqual(said.toSorted(), ['0', '5'])
  const names = await query(database, 'select name from tenant order by name')
  assert.deepEqual(
    names.map(({ name }) => name),
    [...five, 'default'].toSorted(),
  )
  const faulty = serve(written(database, '{\n"tenants": {\n"outlet": { "passwordMinScor": 3 } } }'))
  assert.equal(await faulty.ended, 78)
  assert.match(faulty.errors, /^\S+:3: tenants\.outlet\.passwordMinScor is no setting; did you mean passwordMinScore\?$/m)
})

test('the schema is printed as it is published', async (t) => {
  const printed = runPatron(t, ['tenants', 'schema'], {})
  assert.equal(await printed.ended, 0)
  assert.equal(printed.output, readFileSync(new URL('../../docs/tenants-file.schema.json', import.meta.url), 'utf8'))
})
