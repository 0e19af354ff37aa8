import type { ShownOutlived } from '../control/retention.ts'
import { inColumns, printJson, printLines } from './print.ts'
import { runDaily } from './run-command.ts'

const words: Readonly<Record<ShownOutlived['kind'], string>> = {
  unverified_accounts: 'accounts that were never verified or signed in to',
  sessions: 'sessions that ended or ran out',
  messages: 'messages that were delivered or given up',
  event_details: 'events that still hold names and addresses',
  counts: 'counts of sign-ins and refusals',
  kept_answers: 'answers kept for an Idempotency-Key',
  links: 'mailed links that ran out',
  tries: 'counted tries whose window ended',
}

/** Says what has outlived its time, or removes it. */
export async function retain({ json, apply }: { json?: boolean; apply?: boolean }): Promise<void> {
  const found = (await runDaily('retention', { apply })) as readonly ShownOutlived[]
  if (json) return printJson(found)
  printLines(inColumns(found.map(({ tenant, kind, count }) => [tenant, String(count), words[kind]])))
  const total = found.reduce((sum, { count }) => sum + count, 0)
  process.stderr.write(
    apply ? `${total} are gone.\n` : `${total} would go now. A server removes them little by little; --apply does it at once.\n`,
  )
}
