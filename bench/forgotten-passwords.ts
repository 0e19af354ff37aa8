import { parseArgs } from 'node:util'
import { registerBearers } from './support/bearers.ts'
import { startDatabase } from './support/bench-database.ts'
import { graphqlRequest } from './support/graphql-request.ts'
import { describeMachine } from './support/machine.ts'
import { type Column, markdownTable } from './support/markdown-table.ts'
import { writeReliability } from './support/results.ts'
import { freePort, startServer } from './support/server-process.ts'
import { areaUnderCurve, median, percentile } from './support/statistics.ts'
import { measureSides, type Side } from './support/two-sides.ts'
import { wholeNumbers } from './support/whole-numbers.ts'
import type { WireAnswer } from './support/wire-client.ts'

const { values: options } = parseArgs({ options: { tries: { type: 'string', default: '1000' } } })
const [tries = 1000] = wholeNumbers('--tries', options.tries)

const known = 200
const document = `mutation forgot($email: String!) {
  createForgotPassword(input: { email: $email }) { forgotPassword { success message } }
}`
const success = 'Reset link sent successfully to your email'

const right = (title: string): Column => ({ title, alignment: 'right' })
const rows: (readonly string[])[] = []
let worst = 0

// With a mail server that nobody runs, every mail that follows is tried again and again beside the requests.
for (const mail of ['files', 'a server that is down'] as const) {
  const database = await startDatabase('postgresql')
  try {
    const smtp = { PATRON_SMTP_URL: `smtp://127.0.0.1:${await freePort()}`, PATRON_MAIL_FROM: 'bench@shop.example' }
    const settings = {
      ...database.settings,
      // Open, without a key; as in development nothing else differs here.
      PATRON_MODE: 'development',
      ...(mail === 'files' ? {} : smtp),
    }
    const server = await startServer({ settings, port: await freePort() })
    const emails = (await registerBearers(server.port, 'forgotten', known)).map(({ email }) => email)
    const request = (side: Side, n: number) =>
      graphqlRequest({ query: document, variables: { email: `${side === 'known' ? '' : 'no-'}${emails[n % emails.length]}` } })
    const check = (answer: WireAnswer | undefined) => {
      if (!answer?.body.includes(success)) throw new Error(`expected "${success}" and got ${answer?.status} ${answer?.body}`)
    }
    await measureSides({ port: server.port, tries: 50, request, check })
    const taken = await measureSides({ port: server.port, tries, request, check })
    const area = areaUnderCurve(taken.known, taken.unknown)
    worst = Math.max(worst, Math.abs(area - 0.5))
    const figures = [median(taken.known), median(taken.unknown), percentile(taken.known, 0.99), percentile(taken.unknown, 0.99)]
    rows.push([mail, String(tries), ...figures.map((milliseconds) => milliseconds.toFixed(2)), area.toFixed(3)])
    await server.stop()
  } finally {
    await database.close()
  }
}

const table = markdownTable(
  [
    { title: 'Mail goes to', alignment: 'left' },
    ...['Tries a side', 'Known, p50 ms', 'Unknown, p50 ms', 'Known, p99 ms', 'Unknown, p99 ms', 'AUC'].map(right),
  ],
  rows,
)
const method = `Made by \`node bench/forgotten-passwords.ts\`. One client asks for links to a new password over GraphQL, for known and for unknown
addresses by turns in random order, against one server on PostgreSQL that resolves the requests and mails meanwhile. AUC as above.`
writeReliability(
  'Known and unknown accounts at a forgotten password',
  `${describeMachine(['PostgreSQL'])}\n\n${table}\n\n${method}`,
)
if (worst > 0.05) process.exitCode = 1
