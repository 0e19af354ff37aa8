import { type GatewayHeaders, readGatewayHeaders, usualGatewayHeaders } from './gateway-setting.ts'
import { type Mailbox, readMailbox, readSmtpServer, type SmtpServer } from './mail-setting.ts'
import { acceptedNetworks, isNetwork } from './networks.ts'
import { retentionSettings } from './retention-settings.ts'
import { list, oneOf, onOrOff, rate, type Setting, sentSecret, text, url, wholeNumber } from './setting.ts'

const minimumSecretCharacters = 32
const minimumTokenCharacters = 16

/** Settings that, when off, let PostgreSQL acknowledge what it may still lose. */
export const durabilitySettings = ['fsync', 'full_page_writes', 'synchronous_commit'] as const

/** Every variable Patron reads. docs/configuration.md is made from this table. */
export const settings = {
  host: text({
    variable: 'PATRON_HOST',
    about: 'The address to listen on. `0.0.0.0` for every network the machine is in.',
    fallback: '127.0.0.1',
  }),
  port: wholeNumber(0, 65_535, {
    variable: 'PATRON_PORT',
    about: 'The port to listen on; 0 takes a free one and says which.',
    fallback: '8080',
  }),
  databaseUrl: url(['postgres', 'postgresql'], {
    variable: 'DATABASE_URL',
    about: 'The PostgreSQL (15 or later) the server works on. Absent: the embedded database in the data folder.',
  }),
  migrationUrl: url(['postgres', 'postgresql'], {
    variable: 'PATRON_MIGRATION_URL',
    about:
      'The same database with the role that owns the tables, for `patron migrate`. Absent: `DATABASE_URL`. When both are set, the server itself does not migrate unless `PATRON_MIGRATE_ON_START` says so.',
  }),
  migrateOnStart: onOrOff({
    variable: 'PATRON_MIGRATE_ON_START',
    about:
      'Whether `patron serve` applies pending migrations before it listens. Absent: on, unless `PATRON_MIGRATION_URL` is set.',
  }),
  dataDir: text({
    variable: 'PATRON_DATA_DIR',
    about:
      'The folder of the embedded database, the secret key made for it, the erasure ledger, mails where no server takes them, and the socket that commands reach a running server by.',
    fallback: './data',
  }),
  erasureLedger: text({
    variable: 'PATRON_ERASURE_LEDGER',
    about:
      'The file that erasures are entered in, outside the database, and that is replayed over it at start: a restored backup has forgotten them. Each server has one of its own. Absent: `erasures.jsonl` in the data folder.',
  }),
  tenantsFile: text({
    variable: 'PATRON_TENANTS_FILE',
    about:
      'The tenants file that is applied at each start, before the server listens (docs/operations.md#tenants). A fault in it stops the start. Absent: tenants are as `patron tenants apply` left them.',
  }),
  mode: oneOf(['development', 'production'], {
    variable: 'PATRON_MODE',
    about: 'Development is for one machine and readable logs. Absent: production when `DATABASE_URL` is set.',
  }),
  publicUrl: url(['http', 'https'], {
    variable: 'PATRON_PUBLIC_URL',
    about:
      'The address customers reach Patron under; links in mails begin with it and with nothing else. With `https` browsers are told to come back over https only.',
  }),
  secretKey: {
    variable: 'PATRON_SECRET_KEY',
    about: `What every other key is derived from: at least ${minimumSecretCharacters} random characters. While it is being changed, the new and the old one, separated by a comma. Absent without \`DATABASE_URL\`: made once and kept in the data folder. Absent with \`DATABASE_URL\`: Patron does not start.`,
    accepts: `one secret of at least ${minimumSecretCharacters} characters, or two separated by a comma`,
    fallback: undefined,
    isSecret: true,
    read: (given) => {
      const [newest, older, ...more] = given.split(',').map((secret) => secret.trim())
      if (!newest || more.length > 0) return undefined
      const secrets: [string, ...string[]] = older === undefined ? [newest] : [newest, older]
      return secrets.every((secret) => secret.length >= minimumSecretCharacters) ? secrets : undefined
    },
  } satisfies Setting<[string, ...string[]]>,
  rateLimits: onOrOff({
    variable: 'PATRON_RATE_LIMITS',
    about:
      'Whether registrations, sign-ins and recoveries are limited by client and by account, and storefronts by their keys. Off only where something in front does it, or for tests.',
    fallback: 'on',
  }),
  registrationsPerClient: rate({
    variable: 'PATRON_REGISTRATIONS_PER_CLIENT',
    about: 'Registrations one client (an IPv4 address, or an IPv6 /64) may try, as tries/seconds.',
    fallback: '120/60',
  }),
  registrationsPerAccount: rate({
    variable: 'PATRON_REGISTRATIONS_PER_ACCOUNT',
    about: 'Registrations anyone may try for one mailbox, as tries/seconds.',
    fallback: '100/3600',
  }),
  signInsPerClient: rate({
    variable: 'PATRON_SIGN_INS_PER_CLIENT',
    about: 'Sign-ins one client (an IPv4 address, or an IPv6 /64) may try, as tries/seconds.',
    fallback: '120/60',
  }),
  signInsPerAccount: rate({
    variable: 'PATRON_SIGN_INS_PER_ACCOUNT',
    about: 'Sign-ins anyone may try for one account, known or not, as tries/seconds. A sign-in that works begins the count anew.',
    fallback: '100/3600',
  }),
  recoveriesPerClient: rate({
    variable: 'PATRON_RECOVERIES_PER_CLIENT',
    about:
      'Requests for a new password one client (an IPv4 address, or an IPv6 /64) may make, as tries/seconds; as many links of mails it may follow to their end.',
    fallback: '30/3600',
  }),
  recoveriesPerAccount: rate({
    variable: 'PATRON_RECOVERIES_PER_ACCOUNT',
    about: 'Requests for a new password anyone may make for one address, known or not, as tries/seconds.',
    fallback: '5/3600',
  }),
  accessTokenSeconds: wholeNumber(60, 86_400, {
    variable: 'PATRON_ACCESS_TOKEN_SECONDS',
    about: 'How long an access token is good; services that verify tokens themselves see a suspension after at most as long.',
    fallback: '3600',
  }),
  refreshTokenSeconds: wholeNumber(300, 31_536_000, {
    variable: 'PATRON_REFRESH_TOKEN_SECONDS',
    about: 'How long a session lasts, and its refresh token; with rotation on, counted anew from each refresh.',
    fallback: '259200',
  }),
  rotateRefreshTokens: onOrOff({
    variable: 'PATRON_ROTATE_REFRESH_TOKENS',
    about: 'Whether each use of a refresh token puts another in its place. Off, as the published Django service has it.',
    fallback: 'off',
  }),
  storefrontTokenSeconds: wholeNumber(300, 315_360_000, {
    variable: 'PATRON_STOREFRONT_TOKEN_SECONDS',
    about:
      'How long a storefront (the Bagisto contract) stays signed in; its one token is not turned. A year unless said otherwise.',
    fallback: '31536000',
  }),
  storefrontMinimumPassword: wholeNumber(6, 64, {
    variable: 'PATRON_STOREFRONT_MINIMUM_PASSWORD',
    about: 'The fewest characters a new password has in a storefront (the Bagisto contract).',
    fallback: '8',
  }),
  storefrontRefuseCommonPasswords: onOrOff({
    variable: 'PATRON_STOREFRONT_REFUSE_COMMON_PASSWORDS',
    about: 'Whether a storefront refuses passwords that are guessed first; the published contract takes them.',
    fallback: 'off',
  }),
  storefrontRepeatedPassword: oneOf(['required', 'optional'], {
    variable: 'PATRON_STOREFRONT_REPEATED_PASSWORD',
    about: 'Whether a registration in a storefront has to send the password twice.',
    fallback: 'required',
  }),
  storefrontPhones: oneOf(['digits', 'any'], {
    variable: 'PATRON_STOREFRONT_PHONES',
    about: 'Whether a storefront takes phone numbers of digits only, as published, or any text.',
    fallback: 'digits',
  }),
  dataRequests: onOrOff({
    variable: 'PATRON_DATA_REQUESTS',
    about: 'Whether customers of a storefront may raise requests about their data (GDPR).',
    fallback: 'on',
  }),
  tokenIssuer: text({
    variable: 'PATRON_TOKEN_ISSUER',
    about:
      'What tokens name as their issuer (`iss`). Absent: `PATRON_PUBLIC_URL`, else `patron`. Changing it ends every session.',
  }),
  tokenSecret: {
    variable: 'PATRON_TOKEN_SECRET',
    about: `Signs tokens with HS256 and this secret of at least ${minimumSecretCharacters} characters, such as Django's \`SECRET_KEY\`, so that services which verify with it go on working. Whoever has it can make tokens. Absent: ES256 with keys that Patron keeps encrypted and publishes at \`/.well-known/jwks.json\`.`,
    accepts: `a secret of at least ${minimumSecretCharacters} characters`,
    fallback: undefined,
    isSecret: true,
    read: (given) => (given.length >= minimumSecretCharacters ? given : undefined),
  } satisfies Setting<string>,
  acceptOlderTokens: onOrOff({
    variable: 'PATRON_ACCEPT_OLDER_TOKENS',
    about:
      'Whether access tokens that an older Django signed with `PATRON_TOKEN_SECRET` are believed, so that nobody is signed out while moving in. They name their customer by number and end with no session; turn it off an access lifetime after the move.',
    fallback: 'off',
  }),
  emailVerification: oneOf(['off', 'required'], {
    variable: 'PATRON_EMAIL_VERIFICATION',
    about:
      'Whether customers prove their mailbox, by a link that is mailed to them, before they sign in. Whoever registers in a storefront is signed in at once all the same, and can then read and change the profile only.',
    fallback: 'off',
  }),
  trustedProxies: list(acceptedNetworks, isNetwork, {
    variable: 'PATRON_TRUSTED_PROXIES',
    about:
      'Proxies whose `X-Forwarded-For` and `X-Forwarded-Host` are believed; the right-most address that is not one of them is the client, and the host finds the tenant. Absent: the headers are ignored.',
  }),
  logLevel: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    variable: 'PATRON_LOG_LEVEL',
    about: 'The least serious log lines to write. `info` has a line for every request.',
    fallback: 'info',
  }),
  hashMemoryKib: wholeNumber(8, 4_194_304, {
    variable: 'PATRON_HASH_MEMORY_KIB',
    about: 'Memory of one Argon2id hash in KiB. New passwords only: a stored one says itself how it was made.',
    fallback: '19456',
  }),
  hashPasses: wholeNumber(1, 100, {
    variable: 'PATRON_HASH_PASSES',
    about: 'Passes of one Argon2id hash over its memory.',
    fallback: '2',
  }),
  hashParallelism: wholeNumber(1, 16, {
    variable: 'PATRON_HASH_PARALLELISM',
    about: 'Lanes of one Argon2id hash.',
    fallback: '1',
  }),
  hashWorkers: wholeNumber(1, 256, {
    variable: 'PATRON_HASH_WORKERS',
    about: 'Hashes made at the same time. Absent: one for each core.',
  }),
  hashDeadlineMilliseconds: wholeNumber(50, 60_000, {
    variable: 'PATRON_HASH_DEADLINE_MS',
    about:
      'How long a caller may wait for a hash to begin; who would wait longer is refused at once and told when to come back. As long such a call waits for a connection to the database, of which half are for calls that hash.',
    fallback: '1000',
  }),
  commonPasswords: text({
    variable: 'PATRON_COMMON_PASSWORDS',
    about:
      'Another filter of common passwords, made by `node scripts/make-common-passwords.ts LIST FILE`. Absent: the one that ships.',
  }),
  databasePoolSize: wholeNumber(1, 1_000, {
    variable: 'PATRON_DATABASE_POOL_SIZE',
    about: 'Connections to PostgreSQL of one server process.',
    fallback: '10',
  }),
  preparedStatements: onOrOff({
    variable: 'PATRON_PREPARED_STATEMENTS',
    about: 'Off behind a transaction pooler that does not keep prepared statements, such as PgBouncer before 1.21.',
    fallback: 'on',
  }),
  allowUnsafeDurability: list(
    `names out of ${durabilitySettings.join(', ')}`,
    (item) => durabilitySettings.some((name) => name === item),
    {
      variable: 'PATRON_ALLOW_UNSAFE_DURABILITY',
      about: 'PostgreSQL settings that may be off although acknowledged registrations can then be lost.',
    },
  ),
  gatewaySecret: sentSecret(minimumSecretCharacters, {
    variable: 'PATRON_GATEWAY_SECRET',
    about:
      'What a trusted gateway sends to show that it is one (docs/contracts/singula.md): from it Patron believes for whom a request to the customer API is, in whose name and from what source. Absent: nobody is believed.',
  }),
  gatewayHeaders: {
    variable: 'PATRON_GATEWAY_HEADERS',
    about: 'The headers the gateway uses; those that are not named keep their usual names.',
    accepts: '`what=header` pairs separated by commas, of secret, tenant, user and source, each another header',
    fallback: usualGatewayHeaders,
    isSecret: false,
    read: readGatewayHeaders,
  } satisfies Setting<GatewayHeaders>,
  metricsToken: sentSecret(minimumTokenCharacters, {
    variable: 'PATRON_METRICS_TOKEN',
    about:
      'What a reader of `/metrics` sends as `Authorization: Bearer <token>`. Absent: in development everyone may read, in production there is no `/metrics`.',
  }),
  graphqlIntrospection: onOrOff({
    variable: 'PATRON_GRAPHQL_INTROSPECTION',
    about:
      'Whether GraphQL documents may ask about the schema, which needs no key, and errors suggest other names. Absent: on in development, off in production.',
  }),
  graphqlPlayground: onOrOff({
    variable: 'PATRON_GRAPHQL_PLAYGROUND',
    about:
      'Whether `/api/graphql` is a page to try requests on when a browser opens it. Absent: on in development, off in production.',
  }),
  smtpServer: {
    variable: 'PATRON_SMTP_URL',
    about:
      'The mail server that mails are handed to, as in `smtps://user:password@mail.example`: `smtps` is TLS from the start (port 465), `smtp` begins with STARTTLS where the server offers it (port 587), and has to before a password goes anywhere but to this machine. Certificates are always verified. Needs `PATRON_MAIL_FROM`, and in production `PATRON_PUBLIC_URL`. Absent: each mail is a file in the folder `mail` of the data folder.',
    accepts: 'smtp:// or smtps:// with a host and nothing after it; user and password both or neither, percent-encoded',
    fallback: undefined,
    isSecret: true,
    read: readSmtpServer,
  } satisfies Setting<SmtpServer>,
  mailFrom: {
    variable: 'PATRON_MAIL_FROM',
    about: 'Who mails come from. Absent without `PATRON_SMTP_URL`: `Patron <patron@localhost>`.',
    accepts: 'an address as in Shop <accounts@shop.example>, in ASCII and without quotes',
    fallback: undefined,
    isSecret: false,
    read: readMailbox,
  } satisfies Setting<Mailbox>,
  shopName: {
    variable: 'PATRON_SHOP_NAME',
    about: 'What mails and pages call the shop.',
    accepts: 'any text without control characters',
    fallback: 'Patron',
    isSecret: false,
    read: (given) => (/\p{Cc}/u.test(given) ? undefined : given),
  } satisfies Setting<string>,
  locale: oneOf(['en', 'de', 'fr', 'es'], {
    variable: 'PATRON_LOCALE',
    about: 'The language of mails and pages for customers of whom no other is known.',
    fallback: 'en',
  }),
  fcmServiceAccount: text({
    variable: 'PATRON_FCM_SERVICE_ACCOUNT',
    about:
      'The JSON file of the Google service account that push messages are sent with, over Firebase Cloud Messaging. Absent: tokens of devices are stored and nothing is sent.',
  }),
  fcmUrl: url(['http', 'https'], {
    variable: 'PATRON_FCM_URL',
    about:
      'Where push messages are handed over, for something that stands in for Google. Access tokens are asked for at the `token_uri` of the service account.',
    fallback: 'https://fcm.googleapis.com',
  }),
  ...retentionSettings,
  drainMilliseconds: wholeNumber(0, 60_000, {
    variable: 'PATRON_DRAIN_MS',
    about:
      'How long a stopping server still takes requests while `/readyz` already answers 503, so that a balancer notices. Absent: 1000 in production, 0 in development.',
  }),
}
