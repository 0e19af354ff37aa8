import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { v7 as newId } from 'uuid'
import { createApiKeySecrets } from '../../src/adapters/secrets/api-key-secrets.ts'
import type { ShownPlan, ShownTenant } from '../../src/control/tenants.ts'
import type { ApiKey, ApiKeyDraft } from '../../src/core/tenants/api-key.ts'
import { makeApiKey } from '../../src/core/tenants/make-api-key.ts'
import { replaceApiKey } from '../../src/core/tenants/replace-api-key.ts'
import { usualSettings } from '../../src/core/tenants/settings.ts'
import { defaultTenantId } from '../../src/core/tenants/tenant.ts'
import { joinTenantCommands } from '../../src/join/tenant-commands.ts'
import { apiKeyStore, apiKeyTransaction } from '../../src/storage/api-keys.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { declarationTransaction, tenantNamed } from '../../src/storage/tenant-declarations.ts'
import { withoutTenant } from '../../src/storage/transaction.ts'
import { testDatabases } from '../support/databases.ts'
import { asOwner, openStorage, somebodyWaits } from '../support/storage.ts'
import { keyring } from '../support/tokens.ts'

/** The commands on a database, told what they were told. */
function commandsOn(engine: Engine) {
  const applied: number[] = []
  const commands = joinTenantCommands({ engine, keyring: async () => keyring, onApplied: () => void applied.push(1) })
  const apply = async (tenants: object, more: object = {}): Promise<readonly ShownPlan[]> => {
    const given = { file: 'tenants.json', text: JSON.stringify({ tenants }), ...more }
    return commands['tenants/apply'](given)
  }
  return {
    applied,
    apply,
    refused: (tenants: object) =>
      apply(tenants).then(
        () => assert.fail('nothing is refused'),
        (error: Error) => error.message.replaceAll('tenants.json:1: tenants.', ''),
      ),
    exported: (name?: string) => commands['tenants/export'](name === undefined ? {} : { name }),
    show: (name: string) => commands['tenants/show']({ name }),
    list: () => commands['tenants/list'](),
  }
}

const outcomes = (plans: readonly ShownPlan[]) => plans.map(({ name, outcome }) => `${name} ${outcome}`)
const keyOutcomes = (plans: readonly ShownPlan[]) =>
  plans.flatMap(({ keys }) => keys.map(({ called, outcome, isSecretChanged }) => `${called} ${outcome} ${isSecretChanged}`))

const usualOnes = ({ settings }: ShownTenant) => settings.filter(({ isUsual }) => isUsual).length

const deps = (engine: Engine) => ({
  transaction: <Result>(work: (keys: ReturnType<typeof apiKeyTransaction>) => Promise<Result>) =>
    withoutTenant(engine, (session) => work(apiKeyTransaction(session))),
  secrets: createApiKeySecrets(keyring),
  newId: () => newId(),
})

async function make(engine: Engine, given: Partial<ApiKeyDraft>): Promise<{ key: ApiKey; text: string }> {
  const bounds = { publicId: null, scopes: null, requestsPerMinute: null, allowedNetworks: null, expiresInSeconds: null }
  const outcome = await makeApiKey(
    { kind: 'service', tenantId: defaultTenantId, name: 'shop', ...bounds, ...given },
    deps(engine),
  )
  assert.ok(outcome.ok)
  return outcome
}

const keysOf = async (engine: Engine, tenant: string): Promise<readonly ApiKey[]> =>
  apiKeyStore(engine).list((await tenantNamed(engine, tenant)) ?? '')

const service = (last: string) => `patron_sk_${newId().replaceAll('-', '')}_012345678901234567890123456789012345678901${last}`
const web = 'pk_storefront_01234567890123456789012345678901'

for (const { engine: name, create } of testDatabases) {
  test(`tenants become what they are declared, and declaring the same again changes nothing (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { apply, applied, list, show, exported } = commandsOn(engine)
    const tenants = {
      default: { shopName: 'The shop' },
      outlet: {
        ...{ country: 'DEU', passwordMinScore: 3, hosts: ['Outlet.Example'] },
        consents: [{ consentId: 'NEWS', kind: 'company' }],
        keys: [
          { kind: 'hmac-v1', id: 'outlet-crm', secret: 'a-secret-0123456789', scopes: ['customers:read'] },
          { kind: 'service', name: 'shop', secret: service('a') },
          { kind: 'storefront', name: 'web', secret: web, requestsPerMinute: null, allowedNetworks: ['10.0.0.0/8'] },
        ],
      },
    }
    assert.deepEqual(outcomes(await apply(tenants, { dryRun: true })), ['default changed', 'outlet created'])
    assert.deepEqual([(await list()).length, applied.length], [1, 0])
    assert.deepEqual(outcomes(await apply(tenants)), ['default changed', 'outlet created'])
    assert.equal(applied.length, 1)
    const before = await list()
    assert.deepEqual(
      before.map(({ name: called, id, hosts, keys }) => [called, id === defaultTenantId, hosts, keys]),
      [
        ['default', true, [], 0],
        ['outlet', false, ['outlet.example'], 3],
      ],
    )
    assert.deepEqual(outcomes(await apply(tenants)), ['default unchanged', 'outlet unchanged'])
    assert.deepEqual(await list(), before)

    const shown = await show('outlet')
    assert.deepEqual(
      shown.settings.filter(({ isUsual }) => !isUsual).map(({ name: setting, value }) => [setting, value]),
      [
        ['country', 'DE'],
        ['passwordMinScore', 3],
        ['consents', [consent('NEWS')]],
      ],
    )
    assert.equal(usualOnes(shown), Object.keys(usualSettings).length - 3)
    const file = (await exported()) as { tenants: object }
    assert.ok(!JSON.stringify(file).includes('secret'))
    assert.deepEqual(outcomes(await apply(file.tenants)), ['default unchanged', 'outlet unchanged'])
    assert.deepEqual(Object.keys(((await exported('outlet')) as { tenants: object }).tenants), ['outlet'])
    await assert.rejects(show('Outlet'), /There is no tenant Outlet/)
    await assert.rejects(exported('x'), /There is no tenant x/)
  })

  test(`what a tenant no longer says is usual again, and what changed is told with what it was (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { apply, show } = commandsOn(engine)
    const two = [
      { consentId: 'A', kind: 'company' },
      { consentId: 'B', kind: 'company' },
    ]
    await apply({ alpha: { passwordMinScore: 3, country: 'SE', hosts: ['a.example', 'b.example'], consents: two } })
    const [plan] = await apply({
      alpha: {
        country: 'FI',
        emailUnique: true,
        hosts: ['b.example', 'c.example'],
        consents: [{ ...two[0], mandatory: 'accept' }],
      },
    })
    assert.deepEqual(plan, {
      ...{ name: 'alpha', outcome: 'changed', hostsAdded: ['c.example'], hostsRemoved: ['a.example'], keys: [], newTexts: 0 },
      changes: [
        { name: 'country', before: 'SE', after: 'FI' },
        { name: 'passwordMinScore', before: 3, after: undefined },
        { name: 'emailUnique', before: undefined, after: true },
        { name: 'consents.A', before: consent('A'), after: { ...consent('A'), mandatory: 'accept' } },
        { name: 'consents.B', before: consent('B'), after: undefined },
      ],
    })
    assert.equal((await show('alpha')).settings.find(({ name: setting }) => setting === 'passwordMinScore')?.isUsual, true)
    await apply({ alpha: { consents: two } })
    const [reordered] = await apply({ alpha: { consents: two.toReversed() } })
    assert.deepEqual(reordered?.changes, [{ name: 'consents', before: ['A', 'B'], after: ['B', 'A'] }])
  })

  test(`a host is one tenant's: it moves between declared tenants, and from no other (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { apply, refused, list } = commandsOn(engine)
    await apply({ alpha: { hosts: ['a.example'] }, beta: { hosts: ['b.example'] } })
    await apply({ alpha: { hosts: ['b.example'] }, beta: { hosts: ['a.example'] } })
    assert.deepEqual(
      (await list()).map(({ hosts }) => hosts),
      [[], ['b.example'], ['a.example']],
    )
    const before = await list()
    assert.equal(
      await refused({ gamma: { hosts: ['g.example', 'a.example'], country: 'SE' } }),
      'gamma.hosts[1] is a host of the tenant beta, which this file does not name',
    )
    assert.deepEqual(await list(), before)
    await apply({ beta: {} })
    await apply({ gamma: { hosts: ['a.example'] } })
  })

  test(`a text that customers were shown stays under its version for good (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { apply, refused } = commandsOn(engine)
    const terms = (text: string, version = '1', more: object = {}) => ({
      ...{ consentId: 'TERMS', kind: 'company' },
      versions: [{ version, texts: { en: { text }, ...more } }],
    })
    const texts = () =>
      asOwner<{ version: string; locale: string; content: string; digest: Uint8Array }>(
        engine,
        'select version, locale, content, digest from consent_text order by declared_at, locale',
      )
    const [made] = await apply({ alpha: { consents: [terms('Größe')] }, beta: { consents: [terms('Other')] } })
    assert.equal(made?.newTexts, 1)
    const [stored] = await texts()
    assert.ok(stored)
    assert.deepEqual(Buffer.from(stored.digest), createHash('sha256').update('Größe').digest())
    assert.equal(
      await refused({ alpha: { consents: [terms('Grösse')] } }),
      'alpha.consents[0].versions[0].texts.en.text differs from the text that was declared as version 1 before; give it a new version',
    )
    await apply({ alpha: { consents: [] } })
    assert.match(await refused({ alpha: { consents: [terms('Grösse')] } }), /differs from the text/)
    const changed = await apply({
      alpha: { consents: [terms('Größe', '1', { de: { text: 'Größe', url: 'https://x.example' } })] },
    })
    assert.equal(changed[0]?.newTexts, 1)
    await apply({ alpha: { consents: [terms('Grösse', '2')] } })
    assert.deepEqual(
      (await texts()).map(({ version, locale, content }) => [version, locale, content]),
      [
        ['1', 'en', 'Größe'],
        ['1', 'en', 'Other'],
        ['1', 'de', 'Größe'],
        ['2', 'en', 'Grösse'],
      ],
    )
  })

  test(`a key that signs is made, held to its bounds and given another secret; the previous one stays for a while (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { apply, refused } = commandsOn(engine)
    const key = (more: object = {}) => ({ alpha: { keys: [{ kind: 'hmac', id: 'crm', ...more }] } })
    const secrets = async () => {
      const found = await apiKeyStore(engine).findSigning('crm')
      return found?.sealedSecrets.map((sealed) => Buffer.from(keyring.open('hmac-secret', 'crm', sealed)).toString())
    }
    const [first, second] = ['the-first-secret-0123', 'the-second-secret-012']
    assert.equal(await refused(key()), 'alpha.keys[0] has no secret, and there is no such key yet')
    assert.equal(await tenantNamed(engine, 'alpha'), undefined)
    assert.deepEqual(keyOutcomes(await apply(key({ secret: first }))), ['crm created false'])
    for (const again of [{ secret: first }, {}]) assert.deepEqual(keyOutcomes(await apply(key(again))), ['crm unchanged false'])
    assert.deepEqual(keyOutcomes(await apply(key({ secret: second }))), ['crm changed true'])
    assert.deepEqual(await secrets(), [second, first])
    assert.deepEqual(keyOutcomes(await apply(key({ secret: first }), { graceDays: 0 })), ['crm changed true'])
    assert.deepEqual(await secrets(), [first])

    const [plan] = await apply(key({ scopes: ['customers:write'], allowedNetworks: ['::1'] }))
    assert.deepEqual(plan?.keys[0]?.changes, [
      { name: 'scopes', before: null, after: ['customers:write'] },
      { name: 'allowedNetworks', before: null, after: ['::1'] },
    ])
    const [stored] = await keysOf(engine, 'alpha')
    assert.deepEqual([stored?.scopes, stored?.allowedNetworks, stored?.name], [['customers:write'], ['::1'], 'crm'])
    assert.equal(
      await refused({ beta: { keys: [{ kind: 'hmac', id: 'crm', secret: first }] } }),
      'beta.keys[0] is a key of the tenant alpha already',
    )
    await apiKeyStore(engine).revoke(stored?.id ?? '', stored?.tenantId ?? '')
    assert.deepEqual(keyOutcomes(await apply(key({ secret: second }))), ['crm ended false'])
    assert.equal((await apiKeyStore(engine).findSigning('crm'))?.key.state, 'revoked')
    assert.deepEqual(await secrets(), [first])
  })

  test(`keys that are sent along get another in their place when their secret is another (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { apply, refused } = commandsOn(engine)
    const made = await make(engine, { kind: 'storefront', name: 'web', requestsPerMinute: 7 })
    const back = await make(engine, { name: 'shop' })
    const keys = (shopSecret?: string, webSecret?: string, more: object = {}) => ({
      default: {
        keys: [
          { kind: 'service', name: 'shop', ...(shopSecret && { secret: shopSecret }) },
          { kind: 'storefront', name: 'web', ...(webSecret && { secret: webSecret }), requestsPerMinute: 7, ...more },
        ],
      },
    })
    const same = ['shop unchanged false', 'web unchanged false']
    for (const plans of [await apply(keys()), await apply(keys(back.text, made.text))]) assert.deepEqual(keyOutcomes(plans), same)
    assert.deepEqual(keyOutcomes(await apply(keys(service('b'), web))), ['shop changed true', 'web changed true'])
    const all = await keysOf(engine, 'default')
    assert.deepEqual(
      all.map(({ name: called, replacesId, expiresAt, state }) => [called, replacesId, expiresAt === null, state]).toSorted(),
      [
        ['shop', back.key.id, true, 'active'],
        ['shop', null, false, 'active'],
        ['web', made.key.id, true, 'active'],
        ['web', null, false, 'active'],
      ].toSorted(),
    )
    // What was replaced stays replaced, whatever the file says, and nothing is made of it.
    assert.deepEqual(keyOutcomes(await apply(keys(back.text, made.text))), ['shop ended false', 'web ended false'])
    assert.equal((await keysOf(engine, 'default')).length, 4)

    const [plan] = await apply(keys(undefined, web, { name: 'website', requestsPerMinute: 9 }))
    assert.deepEqual(plan?.keys[1]?.changes, [
      { name: 'name', before: 'web', after: 'website' },
      { name: 'requestsPerMinute', before: 7, after: 9 },
    ])
    await make(engine, { kind: 'storefront', name: 'app', requestsPerMinute: 7 })
    assert.equal(
      await refused(keys(undefined, web, { name: 'app' })),
      'default.keys[1] has the secret of a key that is called otherwise, and another key has its name',
    )
    const forged = `${back.text.slice(0, -43)}${'x'.repeat(43)}`
    assert.match(await refused(keys(forged)), /default\.keys\[0\] has a secret whose id is that of another key: shop/)
    assert.match(
      await refused({ other: { keys: [{ kind: 'storefront', name: 'web', secret: web }] } }),
      /is a key of the tenant default already/,
    )
    const untouched = await replaceApiKey({ id: back.key.id, tenantId: defaultTenantId, graceSeconds: 0 }, deps(engine))
    assert.equal(untouched.ok, false)
  })

  test(`who declares while another does waits, and finds what was made (${name})`, async (t) => {
    const engine = await openStorage(t, await create(t))
    const { apply, list } = commandsOn(engine)
    const begun = await withoutTenant(engine, async (session) => {
      const declared = declarationTransaction(session)
      await declared.lock()
      const second = apply({ alpha: { country: 'SE' } })
      await somebodyWaits(engine)
      declared.insertTenant({ id: newId(), name: 'alpha', settings: { country: 'FI' } })
      await declared.tenants()
      return { second }
    })
    const plans = await begun.second
    assert.deepEqual(plans[0]?.changes, [{ name: 'country', before: 'FI', after: 'SE' }])
    const many = await Promise.all([1, 2, 3].map(() => apply({ beta: {}, gamma: { hosts: ['g.example'] } })))
    assert.deepEqual(many.map((one) => outcomes(one)[0]).toSorted(), ['beta created', 'beta unchanged', 'beta unchanged'])
    assert.deepEqual(
      (await list()).map((tenant) => tenant.name),
      ['default', 'alpha', 'beta', 'gamma'],
    )
  })
}

/** A consent as the core has it when the file says next to nothing of it. */
const consent = (consentId: string) => ({
  ...{ consentId, kind: 'company', mandatory: 'no', contactMethods: 'none' },
  versions: [{ version: '1', validFrom: null, texts: {} }],
})
