import { parseArgs } from 'node:util'
import { startDatabase } from './support/bench-database.ts'
import { describeMachine } from './support/machine.ts'
import { startMailSink } from './support/mail-sink.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { writeReliability } from './support/results.ts'
import { freePort, startServer } from './support/server-process.ts'
import { callsBesideForeignHashes, type SilentCall, silentCalls } from './support/silent-calls.ts'
import { setStage } from './support/silent-stage.ts'
import { areaUnderCurve, median, percentile } from './support/statistics.ts'
import { measureSides, type Side, type Told } from './support/two-sides.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({ options: { tries: { type: 'string', default: '1000' } } })
const [tries = 1000] = wholeNumbers('--tries', options.tries)

const warmUp = 30
const mostOff = 0.05

type MailServer = 'up' | 'down'

interface Measured {
  readonly call: SilentCall
  readonly mail: MailServer
  readonly told: Readonly<Record<Side, Told>>
}

async function measure(port: number, mail: MailServer, calls: readonly SilentCall[]): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const call of calls) {
    await measureSides({ port, ...call, tries: warmUp })
    const one = { call, mail, told: await measureSides({ port, ...call, tries }) }
    process.stderr.write(`${rowOf(one).join(' | ')}\n`) // the whole takes a while
    measured.push(one)
  }
  return measured
}

/** With a mail server that nobody runs, every mail that follows is tried again and again beside the requests. */
async function measureWith(mail: MailServer): Promise<{ measured: readonly Measured[]; database: string }> {
  const [database, sink] = [await startDatabase('postgresql'), await startMailSink()]
  try {
    const settings = {
      ...database.settings,
      PATRON_SMTP_URL: `smtp://127.0.0.1:${mail === 'up' ? sink.port : await freePort()}`,
      PATRON_MAIL_FROM: 'bench@shop.example',
      // Storefronts need no key then; as in development nothing else differs here.
      PATRON_MODE: 'development',
    }
    const server = await startServer({ settings, port: await freePort() })
    await setStage(server.port, database)
    const calls = mail === 'up' ? [...silentCalls, ...callsBesideForeignHashes] : silentCalls
    const measured = await measure(server.port, mail, calls)
    await server.stop()
    return { measured, database: database.name }
  } finally {
    sink.close()
    await database.close()
  }
}

/** How often a known account took longer. */
const areaOf = ({ told: { known, unknown } }: Measured): number => areaUnderCurve(known.milliseconds, unknown.milliseconds)

/** Answers that one side got and the other did not. */
const onlyOnOneSide = ({ told: { known, unknown } }: Measured): readonly string[] => [
  ...[...known.answers].filter((answer) => !unknown.answers.has(answer)),
  ...[...unknown.answers].filter((answer) => !known.answers.has(answer)),
]

const holds = (one: Measured): boolean => onlyOnOneSide(one).length === 0 && Math.abs(areaOf(one) - 0.5) <= mostOff

function rowOf(one: Measured): readonly string[] {
  const { call, mail, told } = one
  const [known, unknown] = [told.known.milliseconds, told.unknown.milliseconds]
  const figures = [median(known), median(unknown), percentile(known, 0.99), percentile(unknown, 0.99)]
  return [
    call.contract,
    call.what,
    mail,
    String(known.length),
    ...figures.map((milliseconds) => milliseconds.toFixed(2)),
    areaOf(one).toFixed(3),
    onlyOnOneSide(one).length === 0 ? 'alike' : 'not alike',
  ]
}

const runs = [await measureWith('up'), await measureWith('down')]
const measured = runs.flatMap((run) => run.measured)
const right = (title: string): Column => ({ title, alignment: 'right' })
const left = (title: string): Column => ({ title, alignment: 'left' })
const columns = [
  ...['Contract', 'What is tried', 'Mail server'].map(left),
  ...['Tries a side', 'Known, p50 ms', 'Unknown, p50 ms', 'Known, p99 ms', 'Unknown, p99 ms', 'AUC'].map(right),
  left('Answers'),
]
const method = `Made by \`npm run bench:silence\`. One client asks about known and about unknown accounts by turns in random order, against one server on
PostgreSQL, which resolves and mails meanwhile; the mail server takes every mail, or nobody listens there. AUC: how often a try at
a known account took longer than one at an unknown one, ties counted half; 0.5 tells nothing apart, and ${(0.5 - mostOff).toFixed(2)} to ${(0.5 + mostOff).toFixed(2)} is
what is promised. Answers are alike when both sides got the same set of them: status, headers by name and value but for \`Date\` and
\`X-Request-Id\`, and body but for what the request itself said of the person (in as many letters on either side).

- A private registration: of addresses that have an account, and of new ones each time, under a new name each.
- The password of an unproven account, private: right, and refused as a wrong one.
- A wrong password, hashed by PBKDF2 (720,000 rounds), and beside such hashes: in a tenant that has both kinds.`
const machine = describeMachine([...new Set(runs.map(({ database }) => database))])
writeReliability('Known and unknown accounts', `${machine}\n\n${markdownTable(columns, measured.map(rowOf))}\n\n${method}`)
for (const one of measured.filter((row) => !holds(row))) {
  process.stderr.write(`does not hold: ${rowOf(one).join(' | ')}\n`)
  for (const answer of onlyOnOneSide(one)) process.stderr.write(`${answer}\n`)
  process.exitCode = 1
}
