import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

/** The machine, the runtime and the day, in one paragraph. */
export function describeMachine(databases: readonly string[]): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  const software = [`Node ${process.versions.node}`, ...databases].join(', ')
  const day = new Date().toISOString().slice(0, 10)
  return `${day}, ${processor}, ${availableParallelism()} cores, ${memory}, ${systemName()}, ${software}.`
}

function systemName(): string {
  try {
    const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
    if (name) return `${name}, ${type()} ${release()}`
  } catch {
    // Only Linux has that file.
  }
  return `${type()} ${release()}`
}
