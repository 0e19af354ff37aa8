import { setTimeout as sleep } from 'node:timers/promises'
import { askRunningServer } from '../../src/control/socket-client.ts'
import { testClient } from '../../test/support/patron.ts'
import { scratchFolder } from '../../test/support/scratch-folder.ts'
import { claimsOf } from '../../test/support/signed-in.ts'
import { basePath, type SigningKey, signedHeaders } from '../../test/support/singula.ts'
import { type BenchDatabase, startDatabase } from '../support/bench-database.ts'
import { type FakedClock, fakeClock } from '../support/faked-clock.ts'
import { type FaultRow, type Scenario, unkept, untried } from '../support/fault-row.ts'
import { password } from '../support/load.ts'
import { quickHashes } from '../support/quick-hashes.ts'
import { nthCustomer } from '../support/registration-request.ts'
import { inScope, type Scope } from '../support/scope.ts'
import { freePort, type ServerProcess, startServer } from '../support/server-process.ts'
import { startWatch, type Watch } from '../support/watch.ts'

type Client = ReturnType<typeof testClient>

const hour = 3_600
const offsets = [
  ['5 s ahead', 5],
  ['an hour ahead', hour],
  ['an hour behind', -hour],
  ['a day ahead', 24 * hour],
  ['a day behind', -24 * hour],
] as const
const togetherMilliseconds = 3_000
// As `src/config/settings.ts` has them.
const lifetimes = { access: 3_600, refresh: 259_200 }
const signIns = { allowed: 5, seconds: 60 }
// What a request takes, and the whole seconds of a token.
const tolerableSeconds = 2
const windowSeconds = 300

const settings = {
  ...quickHashes,
  PATRON_LOG_LEVEL: 'info',
  PATRON_RATE_LIMITS: 'on',
  PATRON_REGISTRATIONS_PER_CLIENT: '1000000/60',
  PATRON_SIGN_INS_PER_CLIENT: '1000000/60',
  PATRON_SIGN_INS_PER_ACCOUNT: `${signIns.allowed}/${signIns.seconds}`,
}

interface Pair {
  readonly database: BenchDatabase
  readonly clock: FakedClock
  readonly right: ServerProcess
  readonly wrong: ServerProcess
  readonly key: SigningKey
  /** Durations that the one with the wrong clock has logged and that are none. */
  readonly negative: { count: number }
}

/** Two servers on one database, and the clock of one of them is set while it runs. */
export const clocks: Scenario = () =>
  inScope(async (scope) => {
    const clock = fakeClock(scope)
    if (!clock) return [untried('a wrong clock', 'it takes libfaketime (apt-get install libfaketime)')]
    const pair = await startPair(scope, clock)
    const rows: FaultRow[] = []
    for (const [name, seconds] of offsets) rows.push(await tryOffset(pair, name, seconds))
    return rows
  })

async function startPair(scope: Scope, clock: FakedClock): Promise<Pair> {
  const database = await startDatabase('postgresql')
  scope.after(() => database.close())
  const start = async (more: Readonly<Record<string, string>> = {}) => {
    const { folder, remove } = scratchFolder()
    scope.after(remove)
    const own = { PATRON_DATA_DIR: folder }
    const server = await startServer({ settings: { ...database.settings, ...settings, ...own, ...more }, port: await freePort() })
    scope.after(() => server.stop())
    return { server, folder }
  }
  const right = await start()
  const wrong = await start(clock.environment)
  const negative = { count: 0 }
  wrong.server.log?.on('data', (text: string) => {
    negative.count += text.match(/"milliseconds":-/g)?.length ?? 0
  })
  const made = await askRunningServer(right.folder, 'keys/create', { kind: 'hmac', name: 'bench', id: 'bench-key' })
  if (!made) throw new Error('the server takes no commands')
  const { text: secret } = made.result as { text: string }
  return { database, clock, right: right.server, wrong: wrong.server, key: { id: 'bench-key', secret }, negative }
}

async function tryOffset(
  { database, clock, right, wrong, key, negative }: Pair,
  name: string,
  seconds: number,
): Promise<FaultRow> {
  const [good, off] = [right, wrong].map(({ port }) => testClient(`http://127.0.0.1:${port}`)) as [Client, Client]
  const run = `clock${seconds < 0 ? 'behind' : 'ahead'}${Math.abs(seconds)}`
  const watches: Watch[] = [right, wrong].map(({ port }, index) => startWatch({ port, run: `${run}.${index}`, clients: 2 }))
  clock.setAhead(seconds)
  await sleep(togetherMilliseconds)
  await requireAhead(off, seconds)
  const [, seen] = watches.map((watch) => watch.look())
  const unsettled = (await Promise.all(watches.map((watch) => watch.stop()))).flat()
  if (!seen) throw new Error('nothing was seen')
  const tokens = await tokenFaults(good, off, run)
  const limits = await limitFaults(good, off, run)
  const signatures = await signatureFaults([good, off], key, seconds)
  const [ids] = await database.examine((query) =>
    query<{ doubled: number }>('select (count(*) - count(distinct id))::int as doubled from event'),
  )
  clock.setAhead(0)
  const faults = [...tokens, ...limits, ...signatures]
  for (const example of [...watches.flatMap(({ examples }) => examples), ...faults]) process.stderr.write(`${name}: ${example}\n`)
  return {
    fault: `one of two servers, its clock ${name}`,
    answers: seen.registrations,
    liveness: seen.liveness,
    readiness: seen.readiness,
    healedSeconds: undefined,
    beside: ['tokens, limits and signatures tried on both'],
    broken: unkept([
      ['all are served', seen.registrations.shed + seen.registrations.other + unsettled.length === 0],
      ['tokens live as long as they may', tokens.length === 0],
      ['limits count on both', limits.length === 0],
      ['signatures are in time by the true clock', signatures.length === 0],
      ['ids are given once', ids?.doubled === 0],
      ['nothing takes less than no time', negative.count === 0],
    ]),
  }
}

/** @throws Error when the clock of that server is another than it was set to */
async function requireAhead(client: Client, seconds: number): Promise<void> {
  const { headers } = await client.send('GET', '/healthz')
  const ahead = (Date.parse(headers.get('date') ?? '') - Date.now()) / 1000
  if (Math.abs(ahead - seconds) > tolerableSeconds) throw new Error(`the clock is ${ahead} s ahead and not ${seconds} s`)
}

/** Tokens of either server have to live as long as was set, and be good on the other. */
async function tokenFaults(good: Client, off: Client, run: string): Promise<readonly string[]> {
  const faults: string[] = []
  for (const [index, [giver, taker]] of [[off, good] as const, [good, off] as const].entries()) {
    const customer = nthCustomer(`${run}.tokens`, index)
    await giver.post('/api/v1/customers/', customer)
    const signedIn = await giver.post('/auth/token/', { email: customer['email'], password })
    const given = signedIn.json() as { access: string; refresh: string }
    for (const kind of ['access', 'refresh'] as const) {
      const left = Number(claimsOf(given[kind])['exp']) - Date.now() / 1000
      if (Math.abs(left - lifetimes[kind]) > tolerableSeconds) faults.push(`${kind} token lives ${left.toFixed(0)} s`)
    }
    const headers = { authorization: `Bearer ${given.access}` }
    const path = `/api/v1/customers/${claimsOf(given.access)['user_id']}/`
    const read = await taker.send('GET', path, { headers })
    if (read.status !== 200) faults.push(`a token of the other is answered ${read.status}`)
    const refreshed = await taker.post('/auth/token/refresh/', { refresh: given.refresh })
    if (refreshed.status !== 200) faults.push(`a refresh token of the other is answered ${refreshed.status}`)
  }
  return faults
}

/** Wrong passwords for one account, at both in turn. */
async function limitFaults(good: Client, off: Client, run: string): Promise<readonly string[]> {
  const statuses: number[] = []
  let comeBack = 0
  for (let n = 0; n < signIns.allowed + 2; n += 1) {
    const guess = { email: `${run}.guessed@example.com`, password: `wrong ${n}` }
    const reply = await (n % 2 === 0 ? good : off).post('/auth/token/', guess)
    statuses.push(reply.status)
    comeBack = Math.max(comeBack, Number(reply.headers.get('retry-after') ?? 0))
  }
  const expected = Array.from({ length: signIns.allowed + 2 }, (_, n) => (n < signIns.allowed ? 401 : 429))
  const isRight = statuses.join() === expected.join() && comeBack >= 1 && comeBack <= signIns.seconds
  return isRight ? [] : [`guesses are answered ${statuses.join()}, and to come back after ${comeBack} s`]
}

/** Signed by the true clock a request is in time; signed by one that is further off than the window it is not, whoever agrees. */
async function signatureFaults(clients: readonly Client[], key: SigningKey, seconds: number): Promise<readonly string[]> {
  const path = `${basePath}/customer/01890000-0000-7000-8000-000000000000`
  const statusOf = async (client: Client, skew: number): Promise<number> =>
    (await client.send('GET', path, { headers: signedHeaders(key, 'GET', path, { skew }) })).status
  const faults: string[] = []
  for (const client of clients) {
    const inTime = await statusOf(client, 0)
    if (inTime !== 404) faults.push(`a signature of now is answered ${inTime}`)
    const late = await statusOf(client, seconds)
    if (late !== (Math.abs(seconds) > windowSeconds ? 401 : 404))
      faults.push(`a signature of the wrong clock is answered ${late}`)
  }
  return faults
}
