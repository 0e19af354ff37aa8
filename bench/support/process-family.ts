import { readdirSync, readFileSync } from 'node:fs'

/** A process and its living children. Linux only. */
export function familyOf(parent: number): readonly number[] {
  const running = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  return [parent, ...running.map(Number).filter((pid) => parentOf(pid) === parent)]
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(statFields(pid)[1])
  } catch {
    return undefined // it ended meanwhile
  }
}

/** The fields of proc(5) from the third on, counted behind the name in brackets, which may hold blanks itself. */
export function statFields(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
