import { readdirSync, readFileSync } from 'node:fs'
import { familyOf, statFields } from './process-family.ts'

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

/** A process and its living children with all their threads, and the children that have ended and been waited for. Linux only. */
export function familyMilliseconds(parent: number): number {
  const ended = endedChildrenTicks(parent) * millisecondsPerTick
  return familyOf(parent).reduce((milliseconds, pid) => milliseconds + processMilliseconds(pid), ended)
}

function processMilliseconds(pid: number): number {
  try {
    return threadsOf(pid).reduce((total, { milliseconds }) => total + milliseconds, 0)
  } catch {
    return 0 // it ended meanwhile
  }
}

function endedChildrenTicks(pid: number): number {
  const fields = statFields(pid)
  const [user, system] = [fields[13], fields[14]]
  return Number(user) + Number(system)
}
