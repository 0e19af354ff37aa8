import { parseArgs } from 'node:util'
import { barePeer } from './peers/bare/peer.ts'
import { betterAuthPeer } from './peers/better-auth/peer.ts'
import { djangoPeer, threads } from './peers/django/peer.ts'
import { patronPeer } from './peers/patron/peer.ts'
import { startDatabase } from './support/bench-database.ts'
import { startDriver } from './support/driver.ts'
import { describeMachine } from './support/machine.ts'
import { makeOwnDatabase } from './support/own-database.ts'
import { comparedHash, type Peer } from './support/peer.ts'
import { type PreparedPeer, preparePeer } from './support/peer-loads.ts'
import { answeredAll, notAhead, peerTable, type VisitedPeer } from './support/peer-table.ts'
import {
  clients,
  readsPerSecond,
  restMilliseconds,
  stormers,
  type Visit,
  visit,
  warmUpMilliseconds,
} from './support/peer-visit.ts'
import { writeResults } from './support/results.ts'
import { wholeNumbers } from './support/whole-numbers.ts'

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    // Some of them, with commas between.
    only: { type: 'string' },
  },
})
const [seconds = 5] = wholeNumbers('--seconds', options.seconds)
const [rounds = 3] = wholeNumbers('--rounds', options.rounds)

const makings: Readonly<Record<string, (databaseUrl: string) => Peer | Promise<Peer>>> = {
  patron: (databaseUrl) => patronPeer(databaseUrl),
  django: (databaseUrl) => djangoPeer({ databaseUrl, hash: 'its own' }),
  'django-argon2id': (databaseUrl) => djangoPeer({ databaseUrl, hash: 'argon2id' }),
  'better-auth': (databaseUrl) => betterAuthPeer({ databaseUrl, hash: 'its own' }),
  'better-auth-argon2id': (databaseUrl) => betterAuthPeer({ databaseUrl, hash: 'argon2id' }),
  bare: () => barePeer(),
}
const chosen = options.only?.split(',') ?? Object.keys(makings)
const unknown = chosen.filter((key) => makings[key] === undefined)
if (unknown.length > 0) throw new Error(`--only is ${options.only}. Accepted: ${Object.keys(makings).join(', ')}.`)

const database = await startDatabase('postgresql')
const driver = startDriver()
const prepared: PreparedPeer[] = []
const visits = new Map<PreparedPeer, Visit[]>()
try {
  for (const [index, key] of chosen.entries()) {
    process.stderr.write(`setting up ${key}\n`)
    const peer = await makings[key]?.(await makeOwnDatabase(database, `peer_${index}`))
    if (peer) prepared.push(await preparePeer(peer))
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? prepared : prepared.toReversed()) {
      process.stderr.write(`round ${round + 1} of ${rounds}: ${one.peer.name} (${one.peer.hash})\n`)
      const measured = await visit(one, { seconds, driver, postmasterPid: database.postmasterPid ?? 0 })
      visits.set(one, [...(visits.get(one) ?? []), measured])
    }
  }
} finally {
  driver.close()
  for (const { peer } of prepared) await peer.close()
  await database.close()
}
const visited: readonly VisitedPeer[] = prepared.map((one) => ({ peer: one.peer, visits: visits.get(one) ?? [] }))
const versions = [...new Set([database.name, ...prepared.flatMap(({ peer }) => peer.versions)])]
const isCompared = ({ peer }: VisitedPeer) => peer.role === 'peer'
const patron = visited.find(({ peer }) => peer.role === 'Patron')
const behind = patron ? notAhead(patron, visited.filter(isCompared)) : []
const verdict =
  behind.length > 0 ? `Not ahead:\n\n${behind.map((line) => `- ${line}`).join('\n')}` : 'Patron is ahead in every row.'
const method = `Made by \`npm run bench:peers\`, which sets the others up in a scratch folder: Django REST Framework with simple-JWT from Debian's
packages under gunicorn, a worker a core with ${threads} threads each, connections to the database kept (bench/peers/django/project: the same
calls as Patron's, as a project would write them); Better Auth from npm behind \`node:http\`, sign-ups without a session, no limits
(bench/peers/better-auth/project), one process on Patron's Node. Each with the hash it has unless told otherwise, and at Patron's (${comparedHash}).
All at their production settings on one PostgreSQL server, each in a database of its own. The bare server checks and stores nothing
(bench/peers/bare): what HTTP, JSON and the hash take, and no peer.

Each round visits one service after the other, in turning order: starts it, leaves it alone for ${restMilliseconds / 1000} s, warms it up with each kind of call for
${warmUpMilliseconds / 1000} s, then slices of ${seconds} s: its bare hash, registrations of new people, its bare hash again, sign-ins with right passwords,
profile reads, and ${readsPerSecond} reads a second at an even pace while ${stormers} clients sign in. Nothing else runs meanwhile. Medians of ${rounds} rounds; the p99 is that of all
rounds' reads together; sums of errors and of 503. ${clients} clients with keep-alive connections ask again as soon as they are answered, after a 503 when its
Retry-After is over; the driver's processor time is taken out, as if the clients were on machines of their own.

- CPU beyond the hash: processor time of all processes of service and database for each registration, less that of one bare hash.
- The bare hash: as that service calls it, on every core at once.
- p99 of reads: each counts from the moment it was due, and is waited for however long it takes.
- Start: from starting the process to the first profile shown to a customer who signed in before.
- Memory: resident, of all processes of the service; pages they share are counted for each. The database is not in it.`
const figures = patron && visited.some(isCompared) ? [peerTable(visited), verdict] : [peerTable(visited)]
writeResults('Beside others', [describeMachine(versions), ...figures, method].join('\n\n'))
if (!answeredAll(visited)) process.exitCode = 1
