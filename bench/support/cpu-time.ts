import { readdirSync, readFileSync } from 'node:fs'

/** Processor time in milliseconds since the start of what is counted, by what it went to. */
export interface CpuTime {
  readonly hashThreads: number
  readonly mainThread: number
  /** Garbage collection, compilation, the libuv pool. */
  readonly otherThreads: number
  /** Every process of the database server, those that have ended included. */
  readonly database: number
}

/** Whether this system tells the processor time of other processes' threads; only Linux does. */
export const measuresCpu = process.platform === 'linux'

// src/adapters/hashing/hash-pool.ts gives its threads this name.
const hashThreadName = 'patron-hash'
// proc(5): the fields for ended children count in ticks of 1/100 s.
const millisecondsPerTick = 10

/** Reads what a Patron server and its PostgreSQL, if it has one, have used up so far. Linux only. */
export function readCpuTime(serverPid: number, postmasterPid: number | undefined): CpuTime {
  const threads = threadsOf(serverPid)
  const hashing = threads.filter(({ name }) => name === hashThreadName)
  const main = threads.filter(({ id }) => id === serverPid)
  const others = threads.filter((thread) => !hashing.includes(thread) && !main.includes(thread))
  const total = (some: readonly Thread[]) => some.reduce((milliseconds, thread) => milliseconds + thread.milliseconds, 0)
  return {
    hashThreads: total(hashing),
    mainThread: total(main),
    otherThreads: total(others),
    database: postmasterPid === undefined ? 0 : familyMilliseconds(postmasterPid),
  }
}

export const cpuBetween = (before: CpuTime, after: CpuTime): CpuTime => ({
  hashThreads: after.hashThreads - before.hashThreads,
  mainThread: after.mainThread - before.mainThread,
  otherThreads: after.otherThreads - before.otherThreads,
  database: after.database - before.database,
})

interface Thread {
  readonly id: number
  readonly name: string
  readonly milliseconds: number
}

function threadsOf(pid: number): Thread[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((id) => {
    try {
      const name = readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim()
      return [{ id: Number(id), name, milliseconds: scheduledMilliseconds(`/proc/${pid}/task/${id}`) }]
    } catch {
      return [] // it ended meanwhile
    }
  })
}

/** The scheduler's own count in nanoseconds; `stat` beside it counts the same in ticks of 10 ms. */
const scheduledMilliseconds = (folder: string): number => Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / 1e6

/** A process, its living children, and those that have ended and been waited for. */
function familyMilliseconds(parent: number): number {
  let milliseconds = 0
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const fields = statFields(Number(entry))
      const [parentPid, childrenUser, childrenSystem] = [fields[1], fields[13], fields[14]]
      if (Number(entry) === parent) milliseconds += (Number(childrenUser) + Number(childrenSystem)) * millisecondsPerTick
      if (Number(entry) === parent || Number(parentPid) === parent) milliseconds += scheduledMilliseconds(`/proc/${entry}`)
    } catch {
      // It ended meanwhile.
    }
  }
  return milliseconds
}

/** The fields of proc(5) from the third on, counted behind the name in brackets, which may hold blanks itself. */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
