import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * `kill -9` of a process and all its children at once; returns when the process is gone. Where the system does not tell the
 * children, they are left to notice it by themselves.
 */
export async function killFamily(parent: ChildProcess): Promise<void> {
  const { pid } = parent
  if (pid === undefined || parent.exitCode !== null || parent.signalCode !== null) return
  const ended = new Promise<void>((resolve) => parent.once('exit', () => resolve()))
  parent.ref()
  parent.kill('SIGSTOP') // or it would have another child before it is killed itself
  for (const child of childrenOf(pid)) kill(child)
  parent.kill('SIGKILL')
  await ended
}

/** Linux tells them: proc(5), `task/tid/children`. */
function childrenOf(pid: number): readonly number[] {
  if (process.platform !== 'linux') return []
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error // it ended meanwhile
  }
}
