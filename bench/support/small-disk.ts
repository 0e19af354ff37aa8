import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from '../../test/support/at-exit.ts'
import type { Scope } from './scope.ts'

/** A disk of its own that is soon full. */
export interface SmallDisk {
  readonly folder: string
  /** Leaves not one byte. */
  fill(): void
  /** Gives back what `fill` took. */
  free(): void
}

const block = Buffer.alloc(64 * 1024)

/**
 * Mounts a disk in memory until the scope ends.
 *
 * @returns nothing where that is not allowed: it takes root on Linux
 */
export function mountSmallDisk(scope: Scope, megabytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'patron-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmdirSync(folder)
    return undefined
  }
  const unmount = () => {
    execFileSync('umount', ['-l', folder])
    rmdirSync(folder)
  }
  const forget = atExit(unmount)
  scope.after(() => {
    unmount()
    forget()
  })
  const filler = join(folder, 'filler')
  return {
    folder,
    fill: () => fillDiskWith(filler),
    free: () => rmSync(filler, { force: true }),
  }
}

function fillDiskWith(file: string): void {
  const filler = openSync(file, 'a')
  try {
    for (let size = block.length; size > 0; ) size = wrote(filler, size) ? size : Math.floor(size / 2)
  } finally {
    closeSync(filler)
  }
}

/** @returns false when the disk is full */
function wrote(file: number, bytes: number): boolean {
  try {
    return writeSync(file, block, 0, bytes) > 0
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return false
    throw error
  }
}
