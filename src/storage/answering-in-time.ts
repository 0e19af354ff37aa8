import type { Connection, Engine } from './engine.ts'

/** How long who asks the database waits at most, in milliseconds. */
export interface Patience {
  readonly forConnection: number
  /** From asking for the connection to the answer to anything that is asked over it. */
  readonly inAll: number
  /** What a question has at least, however long its connection took. */
  readonly forAnswer: number
  /** For how long nobody is let at a database that nothing was heard of. */
  readonly pause: number
}

// PostgreSQL ends a statement after 4 s by itself (transaction.ts); what is silent for longer does not hear us.
const usualPatience: Patience = { forConnection: 2_000, inAll: 4_500, forAnswer: 2_500, pause: 1_000 }

/**
 * The same database for requests, whose callers are promised an answer within seconds, be it that they come back later.
 *
 * Where the way to the database is broken without a word (a router that forgot a connection, a machine that lost its power),
 * connections look sound until somebody waits for an answer in vain. Whoever does is told within the time, and then: all
 * connections that nobody uses are closed, since they were made over the same way; and unless others were answered
 * meanwhile, and lately, nobody is let at the database for a moment, so that neither other callers find out alone nor this one
 * waits again to undo what it began. PGlite is in this process and stays as it is.
 *
 * @throws Error `ETIMEDOUT` (from `connect` and `batch`), as for any connection that is gone
 */
export function answeringInTime(engine: Engine, patience = usualPatience, now = () => performance.now()): Engine {
  if (engine.name === 'pglite') return engine
  let heardAt = 0
  let pausedUntil = 0
  const heardNothingSince = (instant: number) => {
    for (let idle = engine.figures().idle; idle > 0; idle -= 1) engine.connect().then(discard, alreadyGone)
    // Who was answered long before says nothing: the way may have broken right after.
    if (heardAt < Math.max(instant, now() - patience.forAnswer)) pausedUntil = now() + patience.pause
  }
  const asking = async <Answer>(answering: Promise<Answer>, latest: number): Promise<Answer> => {
    const askedAt = now()
    const answer = await within(answering, Math.max(latest - askedAt, patience.forAnswer), () => heardNothingSince(askedAt))
    heardAt = now()
    return answer
  }
  return {
    ...engine,
    async connect() {
      const askedAt = now()
      if (askedAt < pausedUntil) throw silent()
      const connecting = engine.connect()
      const connection = await within(connecting, patience.forConnection, () => {
        heardNothingSince(askedAt)
        connecting.then(giveBack, alreadyGone)
      })
      const latest = askedAt + patience.inAll
      return {
        script: (sql) => asking(connection.script(sql), latest),
        batch: (statements) => asking(connection.batch(statements), latest),
        copyIn: (sql, rows) => asking(connection.copyIn(sql, rows), latest),
        release: (broken) => connection.release(broken),
      }
    },
  }
}

/** @param onSilence  called when the time is over, before the error is thrown */
async function within<Answer>(answering: Promise<Answer>, milliseconds: number, onSilence: () => void): Promise<Answer> {
  const { promise: silence, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    onSilence()
    reject(silent())
  }, milliseconds)
  return Promise.race([answering, silence]).finally(() => clearTimeout(timer))
}

const silent = (): Error => Object.assign(new Error('the database gave no answer in time'), { code: 'ETIMEDOUT' })

const discard = (connection: Connection): void => connection.release(true)
/** It came when nobody waited for it any more. */
const giveBack = (connection: Connection): void => connection.release(false)
/** What was to be done away with does not exist. */
const alreadyGone = (): void => {}
