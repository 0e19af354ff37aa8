import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { registerBearers } from './support/bearers.ts'
import { startDatabase } from './support/bench-database.ts'
import { signInRequest } from './support/load.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { writeReliability } from './support/results.ts'
import { freePort, type ServerProcess, startServer } from './support/server-process.ts'
import { areaUnderCurve, median } from './support/statistics.ts'
import { measureSides, type Side } from './support/two-sides.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({ options: { tries: { type: 'string', default: '1000' } } })
const [tries = 1000] = wholeNumbers('--tries', options.tries)

const known = 50
// PBKDF2 as Django 5.0 makes it; nobody knows the password.
const foreignHash = `pbkdf2_sha256$720000$PNTYZQUYQTCKQfx89vTcR4$${'A'.repeat(43)}=`
const foreignScheme = 'pbkdf2_sha256$720000'

interface Measured {
  readonly passwords: string
  readonly known: readonly number[]
  readonly unknown: readonly number[]
}

/** Wrong passwords for known and for unknown accounts. */
async function measure({ port }: ServerProcess, emails: readonly string[], passwords: string): Promise<Measured> {
  const emailOf = (side: Side, n: number) => `${side === 'known' ? '' : 'no-'}${emails[n % emails.length]}`
  const taken = await measureSides({
    port,
    tries,
    request: (side, n) => signInRequest(emailOf(side, n), 'a wrong password'),
    check: (answer) => {
      if (answer?.status !== 401) throw new Error(`expected 401 and got ${answer?.status} ${answer?.body}`)
    },
  })
  return { passwords, ...taken }
}

const database = await startDatabase('postgresql')
const measured: Measured[] = []
try {
  const server = await startServer({ settings: database.settings, port: await freePort() })
  const bearers = await registerBearers(server.port, 'timing', known * 2)
  const own = bearers.slice(0, known).map(({ email }) => email)
  const foreign = bearers.slice(known).map(({ email }) => email)
  await measure(server, own.slice(0, 5), 'to warm up')
  measured.push(await measure(server, own, 'Argon2id, none foreign in the tenant'))
  await database.examine((query) =>
    query(
      `update credential set hash = $1, scheme = $2
       where customer_id = any (select customer_id from claim where kind = 'login' and value = any($3))`,
      [foreignHash, foreignScheme, foreign],
    ),
  )
  await sleep(61_000) // what schemes there are is asked once a minute
  measured.push(await measure(server, foreign, 'PBKDF2 of 720,000 rounds'))
  measured.push(await measure(server, own, 'Argon2id, beside foreign ones'))
  await server.stop()
} finally {
  await database.close()
}
const right = (title: string): Column => ({ title, alignment: 'right' })
const table = markdownTable(
  [
    { title: 'Password of the known account', alignment: 'left' },
    ...['Tries a side', 'Known, p50 ms', 'Unknown, p50 ms', 'AUC'].map(right),
  ],
  measured.map((row) => [
    row.passwords,
    String(row.known.length),
    median(row.known).toFixed(2),
    median(row.unknown).toFixed(2),
    areaUnderCurve(row.known, row.unknown).toFixed(3),
  ]),
)
const method = `Made by \`npm run bench:timing\`. One client signs in with a wrong password, for known and for unknown accounts by turns in random
order, against one server on PostgreSQL. AUC: how often a try at a known account took longer than one at an unknown one, ties
counted half; 0.5 tells nothing apart, and 0.45 to 0.55 is what is promised.`
writeReliability('Known and unknown accounts at sign-in', `${describeMachine([database.name])}\n\n${table}\n\n${method}`)
if (measured.some((row) => Math.abs(areaUnderCurve(row.known, row.unknown) - 0.5) > 0.05)) process.exitCode = 1
