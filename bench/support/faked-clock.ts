import { globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratchFolder } from '../../test/support/scratch-folder.ts'
import type { Scope } from './scope.ts'

/** The clock of a process, which can be set while that runs. */
export interface FakedClock {
  /** What makes a process go by it. */
  readonly environment: Readonly<Record<string, string>>
  /** Seconds by which it is ahead of the true one, or behind; the clock for durations goes on as it did. */
  setAhead(seconds: number): void
}

/** @returns nothing on a machine without libfaketime */
export function fakeClock(scope: Scope): FakedClock | undefined {
  const [library] = globSync('/usr/lib/**/faketime/libfaketimeMT.so.1')
  if (library === undefined) return undefined
  const { folder, remove } = scratchFolder()
  scope.after(remove)
  const file = join(folder, 'ahead')
  const setAhead = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  setAhead(0)
  const environment = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1', // its name before 0.9.8
  }
  return { environment, setAhead }
}
