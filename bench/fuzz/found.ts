import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Verdict } from './judge.ts'
import type { SentRequest } from './request.ts'

/** A request whose answer none may be. */
export interface Found {
  readonly seed: number
  readonly number: number
  readonly hasLimits: boolean
  readonly verdict: Verdict
  readonly request: SentRequest
  /** What was sent and what came, as they were. */
  readonly sent: string
  readonly received: string
}

/** One of each kind is enough to look at. */
export const sortOf = ({ verdict, request }: Pick<Found, 'verdict' | 'request'>): string =>
  [verdict.what, verdict.why, request.surface, request.method].join(' ')

/** @returns the file, which `--replay` takes */
export function save(folder: string, found: Found): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${found.seed}-${found.number}.json`)
  writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`)
  return file
}

export const load = (file: string): Found => JSON.parse(readFileSync(file, 'utf8')) as Found
