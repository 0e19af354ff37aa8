import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import { ConfigurationError, readConfig, unknownVariables } from '../../src/config/config.ts'
import { settings } from '../../src/config/settings.ts'

const secret = 'an-example-of-a-secret-0123456789abcdef'
const older = 'the-secret-before-that-0123456789abcdef'
const databaseUrl = 'postgres://patron:hunter2hunter2@db.example/patron'

/** The lines of the refusal, one a variable. */
function refusalOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    assert.ok(error instanceof ConfigurationError)
    return error.message.split('\n')
  }
  assert.fail('the settings were accepted')
}

const defaults = {
  host: '127.0.0.1',
  port: 8080,
  migrateOnStart: true,
  dataDir: './data',
  erasureLedger: 'data/erasures.jsonl',
  mode: 'development',
  rateLimits: true,
  registrationsPerClient: { count: 120, windowSeconds: 60 },
  registrationsPerAccount: { count: 100, windowSeconds: 3600 },
  signInsPerClient: { count: 120, windowSeconds: 60 },
  signInsPerAccount: { count: 100, windowSeconds: 3600 },
  recoveriesPerClient: { count: 30, windowSeconds: 3600 },
  recoveriesPerAccount: { count: 5, windowSeconds: 3600 },
  accessTokenSeconds: 3600,
  refreshTokenSeconds: 259_200,
  rotateRefreshTokens: false,
  storefrontTokenSeconds: 31_536_000,
  storefrontMinimumPassword: 8,
  storefrontRefuseCommonPasswords: false,
  storefrontRepeatedPassword: 'required',
  storefrontPhones: 'digits',
  dataRequests: true,
  emailVerification: 'off',
  tokenIssuer: 'patron',
  acceptOlderTokens: false,
  logLevel: 'info',
  hashMemoryKib: 19456,
  hashPasses: 2,
  hashParallelism: 1,
  hashWorkers: availableParallelism(),
  hashDeadlineMilliseconds: 1000,
  databasePoolSize: 10,
  preparedStatements: true,
  graphqlIntrospection: true,
  graphqlPlayground: true,
  mailFrom: { name: 'Patron', address: 'patron@localhost' },
  shopName: 'Patron',
  locale: 'en',
  fcmUrl: 'https://fcm.googleapis.com',
  gatewayHeaders: { secret: 'x-gateway-secret', tenant: 'x-tenant-id', user: 'x-user-id', source: 'x-source' },
  keepSessionsDays: 7,
  keepMessagesDays: 30,
  keepEventDetailsDays: 90,
  drainMilliseconds: 0,
}

test('without a variable everything has its documented default: the embedded database on this machine only', () => {
  assert.deepEqual(readConfig({}), defaults)
})

test('an empty or blank variable counts as absent, every one of them', () => {
  const variables = Object.values(settings).map(({ variable }) => variable)
  for (const nothing of ['', '   ']) {
    assert.deepEqual(readConfig(Object.fromEntries(variables.map((name) => [name, nothing]))), defaults, JSON.stringify(nothing))
  }
})

test('blanks around a value do not count', () => {
  const { port, mode } = readConfig({ PATRON_PORT: ' 81 ', PATRON_MODE: 'production\n' })
  assert.deepEqual([port, mode], [81, 'production'])
})

test('every variable that is set is read', () => {
  const read = readConfig({
    PATRON_HOST: '0.0.0.0',
    PATRON_PORT: '0',
    DATABASE_URL: databaseUrl,
    PATRON_MIGRATION_URL: 'postgresql://owner@db.example/patron',
    PATRON_MIGRATE_ON_START: 'on',
    PATRON_DATA_DIR: '/var/lib/patron',
    PATRON_ERASURE_LEDGER: '/var/lib/erasures/patron.jsonl',
    PATRON_MODE: 'development',
    PATRON_PUBLIC_URL: 'https://shop.example',
    PATRON_SECRET_KEY: secret,
    PATRON_RATE_LIMITS: 'off',
    PATRON_REGISTRATIONS_PER_CLIENT: '1/1',
    PATRON_REGISTRATIONS_PER_ACCOUNT: '5/60',
    PATRON_SIGN_INS_PER_CLIENT: '2/3',
    PATRON_SIGN_INS_PER_ACCOUNT: '4/5',
    PATRON_RECOVERIES_PER_CLIENT: '6/7',
    PATRON_RECOVERIES_PER_ACCOUNT: '8/9',
    PATRON_ACCESS_TOKEN_SECONDS: '60',
    PATRON_REFRESH_TOKEN_SECONDS: '300',
    PATRON_ROTATE_REFRESH_TOKENS: 'on',
    PATRON_TOKEN_ISSUER: 'shop',
    PATRON_TOKEN_SECRET: secret,
    PATRON_ACCEPT_OLDER_TOKENS: 'on',
    PATRON_TRUSTED_PROXIES: '10.0.0.0/8, ::1,192.0.2.7',
    PATRON_LOG_LEVEL: 'silent',
    PATRON_HASH_MEMORY_KIB: '8',
    PATRON_HASH_PASSES: '1',
    PATRON_HASH_PARALLELISM: '2',
    PATRON_HASH_WORKERS: '3',
    PATRON_HASH_DEADLINE_MS: '50',
    PATRON_COMMON_PASSWORDS: '/etc/passwords.bin',
    PATRON_DATABASE_POOL_SIZE: '1',
    PATRON_PREPARED_STATEMENTS: 'off',
    PATRON_ALLOW_UNSAFE_DURABILITY: 'fsync,synchronous_commit',
    PATRON_STOREFRONT_TOKEN_SECONDS: '86400',
    PATRON_STOREFRONT_MINIMUM_PASSWORD: '12',
    PATRON_STOREFRONT_REFUSE_COMMON_PASSWORDS: 'on',
    PATRON_STOREFRONT_REPEATED_PASSWORD: 'optional',
    PATRON_STOREFRONT_PHONES: 'any',
    PATRON_DATA_REQUESTS: 'off',
    PATRON_EMAIL_VERIFICATION: 'required',
    PATRON_GRAPHQL_INTROSPECTION: 'off',
    PATRON_GRAPHQL_PLAYGROUND: 'off',
    PATRON_SMTP_URL: 'smtp://patron:hunter%402@[2001:db8::25]:2525/',
    PATRON_MAIL_FROM: 'Tea & Co <accounts@shop.example>',
    PATRON_SHOP_NAME: 'Tea & Co',
    PATRON_LOCALE: 'de',
    PATRON_FCM_SERVICE_ACCOUNT: '/etc/patron/firebase.json',
    PATRON_FCM_URL: 'http://127.0.0.1:9099',
    PATRON_TENANTS_FILE: '/etc/patron/tenants.json',
    PATRON_GATEWAY_SECRET: secret,
    PATRON_GATEWAY_HEADERS: 'tenant = X-Shop, source=x-channel',
    PATRON_KEEP_SESSIONS_DAYS: '8',
    PATRON_KEEP_MESSAGES_DAYS: '9',
    PATRON_KEEP_EVENT_DETAILS_DAYS: '10',
    PATRON_DRAIN_MS: '7',
    PATRON_METRICS_TOKEN: 'sixteen~letters!',
  })
  assert.deepEqual(read, {
    host: '0.0.0.0',
    port: 0,
    databaseUrl,
    migrationUrl: 'postgresql://owner@db.example/patron',
    migrateOnStart: true,
    dataDir: '/var/lib/patron',
    erasureLedger: '/var/lib/erasures/patron.jsonl',
    mode: 'development',
    publicUrl: 'https://shop.example',
    secretKey: [secret],
    rateLimits: false,
    registrationsPerClient: { count: 1, windowSeconds: 1 },
    registrationsPerAccount: { count: 5, windowSeconds: 60 },
    signInsPerClient: { count: 2, windowSeconds: 3 },
    signInsPerAccount: { count: 4, windowSeconds: 5 },
    recoveriesPerClient: { count: 6, windowSeconds: 7 },
    recoveriesPerAccount: { count: 8, windowSeconds: 9 },
    accessTokenSeconds: 60,
    refreshTokenSeconds: 300,
    rotateRefreshTokens: true,
    storefrontTokenSeconds: 86_400,
    storefrontMinimumPassword: 12,
    storefrontRefuseCommonPasswords: true,
    storefrontRepeatedPassword: 'optional',
    storefrontPhones: 'any',
    dataRequests: false,
    emailVerification: 'required',
    tokenIssuer: 'shop',
    tokenSecret: secret,
    acceptOlderTokens: true,
    trustedProxies: ['10.0.0.0/8', '::1', '192.0.2.7'],
    logLevel: 'silent',
    hashMemoryKib: 8,
    hashPasses: 1,
    hashParallelism: 2,
    hashWorkers: 3,
    hashDeadlineMilliseconds: 50,
    commonPasswords: '/etc/passwords.bin',
    databasePoolSize: 1,
    preparedStatements: false,
    allowUnsafeDurability: ['fsync', 'synchronous_commit'],
    graphqlIntrospection: false,
    graphqlPlayground: false,
    smtpServer: { host: '2001:db8::25', port: 2525, isTls: false, login: { user: 'patron', password: 'hunter@2' } },
    mailFrom: { name: 'Tea & Co', address: 'accounts@shop.example' },
    shopName: 'Tea & Co',
    locale: 'de',
    fcmServiceAccount: '/etc/patron/firebase.json',
    fcmUrl: 'http://127.0.0.1:9099',
    tenantsFile: '/etc/patron/tenants.json',
    gatewaySecret: secret,
    gatewayHeaders: { secret: 'x-gateway-secret', tenant: 'x-shop', user: 'x-user-id', source: 'x-channel' },
    keepSessionsDays: 8,
    keepMessagesDays: 9,
    keepEventDetailsDays: 10,
    drainMilliseconds: 7,
    metricsToken: 'sixteen~letters!',
  })
})

test('tokens name the public address as their issuer unless told otherwise', () => {
  assert.equal(readConfig({ PATRON_PUBLIC_URL: 'https://shop.example' }).tokenIssuer, 'https://shop.example')
})

test('older tokens cannot be accepted without the secret they are verified with', () => {
  assert.deepEqual(refusalOf({ PATRON_ACCEPT_OLDER_TOKENS: 'on' }), [
    'PATRON_ACCEPT_OLDER_TOKENS is on and PATRON_TOKEN_SECRET is absent, which older tokens are verified with.',
  ])
})

const wrong: readonly [variable: string, given: string, accepted: string][] = [
  ['PATRON_PORT', '65536', 'a whole number from 0 to 65535'],
  ['PATRON_PORT', '80 80', 'a whole number from 0 to 65535'],
  ['PATRON_PORT', '-1', 'a whole number from 0 to 65535'],
  ['PATRON_PORT', '1e3', 'a whole number from 0 to 65535'],
  ['PATRON_MODE', 'Production', 'development or production'],
  ['PATRON_MIGRATE_ON_START', 'yes', 'on or off'],
  ['PATRON_RATE_LIMITS', 'true', 'on or off'],
  ['PATRON_PREPARED_STATEMENTS', '0', 'on or off'],
  ['PATRON_REGISTRATIONS_PER_CLIENT', '0/60', 'tries and seconds as in 120/60, both at least 1'],
  ['PATRON_REGISTRATIONS_PER_ACCOUNT', '10', 'tries and seconds as in 120/60, both at least 1'],
  ['PATRON_TRUSTED_PROXIES', '10.0.0.0/33', 'IP addresses and networks as in 10.0.0.0/8, separated by commas'],
  ['PATRON_TRUSTED_PROXIES', '10.0.0.1,proxy', 'IP addresses and networks as in 10.0.0.0/8, separated by commas'],
  ['PATRON_LOG_LEVEL', 'verbose', 'trace or debug or info or warn or error or fatal or silent'],
  ['PATRON_HASH_MEMORY_KIB', '7', 'a whole number from 8 to 4194304'],
  ['PATRON_HASH_PASSES', '0', 'a whole number from 1 to 100'],
  ['PATRON_HASH_PARALLELISM', '17', 'a whole number from 1 to 16'],
  ['PATRON_HASH_WORKERS', '0', 'a whole number from 1 to 256'],
  ['PATRON_HASH_DEADLINE_MS', '49', 'a whole number from 50 to 60000'],
  ['PATRON_DATABASE_POOL_SIZE', '0', 'a whole number from 1 to 1000'],
  ...[
    'accounts',
    'Shop accounts@shop.example',
    'Shop <accounts@shop.example>, x@evil.example',
    'accounts@shop.example, x@evil.example',
    'Shop <a@b@shop.example>',
    'Shop <"a"@shop.example>',
    'Shop <accounts@bücher.example>',
    'Shop <accounts@-shop.example>',
    'Shop <.accounts@shop.example>',
    'Shop <accounts@shop..example>',
    'Shop\r\nBcc: x@evil.example <accounts@shop.example>',
  ].map((given): [string, string, string] => [
    'PATRON_MAIL_FROM',
    given,
    'an address as in Shop <accounts@shop.example>, in ASCII and without quotes',
  ]),
  ['PATRON_SHOP_NAME', 'Tea\nCo', 'any text without control characters'],
  ['PATRON_LOCALE', 'it', 'en or de or fr or es'],
  ...['tenant', 'tenant=', 'tenant=x shop', 'shop=x-shop', 'tenant=x-user-id', 'constructor=x-shop'].map(
    (given): [string, string, string] => [
      'PATRON_GATEWAY_HEADERS',
      given,
      '`what=header` pairs separated by commas, of secret, tenant, user and source, each another header',
    ],
  ),
  ['PATRON_KEEP_SESSIONS_DAYS', '0', 'a whole number from 1 to 3650'],
  ['PATRON_DRAIN_MS', '60001', 'a whole number from 0 to 60000'],
  ['PATRON_ALLOW_UNSAFE_DURABILITY', 'all', 'names out of fsync, full_page_writes, synchronous_commit'],
]
for (const [variable, given, accepted] of wrong) {
  test(`${variable} is refused as ${JSON.stringify(given)}, saying what was given and what is accepted`, () => {
    assert.deepEqual(refusalOf({ [variable]: given }), [`${variable} is ${JSON.stringify(given)}. Accepted: ${accepted}.`])
  })
}

test('a mail server is named by scheme, host and port, and nothing after them can turn off a check', () => {
  const withServer = (url: string) => ({ PATRON_SMTP_URL: url, PATRON_MAIL_FROM: 'accounts@shop.example' })
  const read = (url: string) => readConfig(withServer(url)).smtpServer
  const login = { user: 'patron', password: 'hunter2' }
  assert.deepEqual(read('smtp://mail.example'), { host: 'mail.example', port: 587, isTls: false, login: undefined })
  assert.deepEqual(read('smtps://patron:hunter2@mail.example'), { host: 'mail.example', port: 465, isTls: true, login })
  for (const given of [
    'mail.example',
    'smtp://',
    'https://mail.example',
    'smtp://mail.example/?tls.rejectUnauthorized=false',
    'smtp://mail.example/path',
    'smtp://mail.example#hash',
    'smtp://patron@mail.example',
    'smtp://:hunter2@mail.example',
    'smtp://patron:%zz@mail.example',
    'smtp://mail.example:99999',
  ]) {
    assert.deepEqual(refusalOf(withServer(given)), [
      `PATRON_SMTP_URL is a text of ${given.length} characters. Accepted: smtp:// or smtps:// with a host and nothing after it; user and password both or neither, percent-encoded.`,
    ])
  }
})

test('with a mail server it is named who mails come from, and in production what links begin with', () => {
  const server = { PATRON_SMTP_URL: 'smtp://mail.example' }
  const from = { PATRON_MAIL_FROM: 'accounts@shop.example' }
  assert.deepEqual(refusalOf(server), [
    'PATRON_MAIL_FROM is absent. With PATRON_SMTP_URL it must be set: an address as in Shop <accounts@shop.example>, in ASCII and without quotes.',
  ])
  assert.deepEqual(refusalOf({ ...server, ...from, PATRON_MODE: 'production' }), [
    'PATRON_PUBLIC_URL is absent. With PATRON_SMTP_URL in production it must be set: links in mails begin with it.',
  ])
  assert.equal(readConfig({ ...server, ...from }).publicUrl, undefined)
  assert.equal(readConfig({ PATRON_MODE: 'production' }).smtpServer, undefined)
})

test('who mails come from is a name and an address, or the address alone', () => {
  const read = (given: string) => readConfig({ PATRON_MAIL_FROM: given }).mailFrom
  const address = 'accounts@shop.example'
  assert.deepEqual(read(address), { name: '', address })
  assert.deepEqual(read(`<${address}>`), { name: '', address })
  assert.deepEqual(read(`"Tea, Milk & Co" <${address}>`), { name: 'Tea, Milk & Co', address })
  assert.deepEqual(read(`Bücher Süd <${address}>`), { name: 'Bücher Süd', address })
})

test('all wrong variables are named at once', () => {
  const lines = refusalOf({
    PATRON_PORT: 'http',
    PATRON_MODE: 'test',
    PATRON_SECRET_KEY: 'short',
    DATABASE_URL: 'mysql://db/patron',
  })
  const named = lines.map((line) => line.split(' ')[0])
  assert.deepEqual(named.toSorted(), ['DATABASE_URL', 'PATRON_MODE', 'PATRON_PORT', 'PATRON_SECRET_KEY'])
})

test('a secret or an address with a password never stands in a message', () => {
  const message = refusalOf({
    DATABASE_URL: databaseUrl.replace('postgres:', 'mysql:'),
    PATRON_MIGRATION_URL: 'owner:hunter2hunter2@db',
    PATRON_PUBLIC_URL: 'ftp://user:hunter2hunter2@shop.example',
    PATRON_SECRET_KEY: 'hunter2hunter2',
  })
  assert.equal(message.length, 4)
  for (const line of message) {
    assert.doesNotMatch(line, /hunter2/)
    assert.match(line, /^\S+ is a text of \d+ characters\. Accepted: .+\.$/)
  }
})

test('with PostgreSQL there is no start without a secret, also when it is only blanks', () => {
  for (const given of [{}, { PATRON_SECRET_KEY: '' }, { PATRON_SECRET_KEY: '   ' }]) {
    const [line = '', ...more] = refusalOf({ DATABASE_URL: databaseUrl, ...given })
    assert.deepEqual(more, [])
    assert.match(line, /^PATRON_SECRET_KEY is absent\. With DATABASE_URL it must be set: /)
  }
})

test('the embedded database needs no secret, also when DATABASE_URL is only blanks', () => {
  assert.equal(readConfig({ DATABASE_URL: '  ' }).secretKey, undefined)
})

test('a secret is one text, or while it is being changed the new and the old one', () => {
  assert.deepEqual(readConfig({ PATRON_SECRET_KEY: secret }).secretKey, [secret])
  assert.deepEqual(readConfig({ PATRON_SECRET_KEY: `${secret}, ${older}` }).secretKey, [secret, older])
  const shortest = 'x'.repeat(32)
  assert.deepEqual(readConfig({ PATRON_SECRET_KEY: shortest }).secretKey, [shortest])
  for (const given of [
    'x'.repeat(31),
    `${secret},short`,
    `short,${secret}`,
    `${secret},`,
    `,${secret}`,
    `${secret},${older},${secret}`,
  ]) {
    assert.deepEqual(refusalOf({ PATRON_SECRET_KEY: given }), [
      `PATRON_SECRET_KEY is a text of ${given.length} characters. Accepted: one secret of at least 32 characters, or two separated by a comma.`,
    ])
  }
})

test('the token of the metrics can be sent in a header and is at least 16 characters', () => {
  for (const given of ['fifteen-letters', 'sixteen letters!', 'sixteen-letters\u00e9']) {
    assert.deepEqual(refusalOf({ PATRON_METRICS_TOKEN: given }), [
      `PATRON_METRICS_TOKEN is a text of ${given.length} characters. Accepted: at least 16 visible ASCII characters.`,
    ])
  }
})

test('the secret of a gateway can be sent in a header, is at least 32 characters, and stands in no message', () => {
  const form = 'at least 32 visible ASCII characters'
  for (const given of [secret.slice(0, 31), `${secret.slice(0, 31)} x`, `${secret}\u00e9`]) {
    assert.deepEqual(refusalOf({ PATRON_GATEWAY_SECRET: given }), [
      `PATRON_GATEWAY_SECRET is a text of ${given.length} characters. Accepted: ${form}.`,
    ])
  }
  assert.equal(readConfig({ PATRON_GATEWAY_SECRET: secret.slice(0, 32) }).gatewaySecret, secret.slice(0, 32))
})

test("a gateway's headers are named by what they say, each once and by another name", () => {
  const accepted = '`what=header` pairs separated by commas, of secret, tenant, user and source, each another header'
  for (const given of [
    'tenant',
    'tenant=',
    'tenant=x=y',
    'tenant=x tenant',
    'tenant=x_tenant:',
    'tenants=x-tenants',
    'constructor=x-a',
    '__proto__=x-a',
    'tenant=x-source',
    'tenant=X-User-Id',
    'tenant=x-a,user=x-a',
    'tenant=x-a,tenant=x-b',
    'tenant=x-a,',
    ',',
  ]) {
    assert.deepEqual(refusalOf({ PATRON_GATEWAY_HEADERS: given }), [
      `PATRON_GATEWAY_HEADERS is ${JSON.stringify(given)}. Accepted: ${accepted}.`,
    ])
  }
  const { gatewayHeaders } = readConfig({ PATRON_GATEWAY_HEADERS: 'user=x-tenant-id,tenant=x-user-id' })
  assert.deepEqual([gatewayHeaders.user, gatewayHeaders.tenant], ['x-tenant-id', 'x-user-id'])
})

test('the mode is production when there is a PostgreSQL, unless it is named', () => {
  const postgres = { DATABASE_URL: databaseUrl, PATRON_SECRET_KEY: secret }
  assert.equal(readConfig(postgres).mode, 'production')
  assert.equal(readConfig({ ...postgres, PATRON_MODE: 'development' }).mode, 'development')
  assert.equal(readConfig({ PATRON_MODE: 'production' }).mode, 'production')
})

test('the server migrates at start unless there is a migration address, whatever is named wins', () => {
  const apart = { PATRON_MIGRATION_URL: databaseUrl }
  assert.equal(readConfig({}).migrateOnStart, true)
  assert.equal(readConfig(apart).migrateOnStart, false)
  assert.equal(readConfig({ ...apart, PATRON_MIGRATE_ON_START: 'on' }).migrateOnStart, true)
  assert.equal(readConfig({ PATRON_MIGRATE_ON_START: 'off' }).migrateOnStart, false)
})

test('a stopping server waits a second for its balancer in production, not in development, and as long as named', () => {
  assert.equal(readConfig({ PATRON_MODE: 'production' }).drainMilliseconds, 1000)
  assert.equal(readConfig({ PATRON_MODE: 'development' }).drainMilliseconds, 0)
  assert.equal(readConfig({ PATRON_MODE: 'production', PATRON_DRAIN_MS: '0' }).drainMilliseconds, 0)
})

test('variables that look like ours and are none are found, those of the tests and of others are not', () => {
  const env = {
    PATRON_PROT: '80',
    PATRON_PORT: '80',
    PATRON_TEST_DATABASE_URL: 'x',
    PATH: '/bin',
    DATABASE_URL: 'x',
    patron_port: '1',
  }
  assert.deepEqual(unknownVariables(env), ['PATRON_PROT'])
})

test('introspection and the playground are for development, unless they are asked for', () => {
  const shown = (env: Readonly<Record<string, string>>) => {
    const { graphqlIntrospection, graphqlPlayground } = readConfig(env)
    return [graphqlIntrospection, graphqlPlayground]
  }
  assert.deepEqual(shown({ PATRON_MODE: 'development' }), [true, true])
  assert.deepEqual(shown({ PATRON_MODE: 'production' }), [false, false])
  assert.deepEqual(shown({ PATRON_MODE: 'production', PATRON_GRAPHQL_INTROSPECTION: 'on' }), [true, false])
  assert.deepEqual(shown({ PATRON_MODE: 'production', PATRON_GRAPHQL_PLAYGROUND: 'on' }), [false, true])
})
