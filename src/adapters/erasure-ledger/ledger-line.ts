import type { Erasure } from '../../core/erasure/erasure.ts'
import { isUuid } from '../../core/tenants/uuid.ts'

/** Ends a line that a crash or a full disk cut off; nothing in front of it was ever acknowledged. */
export const tornMark = ' torn'

/** One erasure as a line of its own. */
export const ledgerLine = ({ customerId, tenantId, erasedAt }: Erasure): string =>
  `${JSON.stringify({ customerId, tenantId, erasedAt: erasedAt.toISOString() })}\n`

/** @returns `'nothing'` for lines that hold no erasure, `undefined` for what is none of ours */
export function readLedgerLine(line: string): Erasure | 'nothing' | undefined {
  if (line.trim() === '' || line.endsWith(tornMark)) return 'nothing'
  const value = objectIn(line)
  const erasedAt = new Date(typeof value?.['erasedAt'] === 'string' ? value['erasedAt'] : Number.NaN)
  if (!isUuid(value?.['customerId']) || !isUuid(value['tenantId']) || Number.isNaN(erasedAt.getTime())) return undefined
  return { customerId: value['customerId'], tenantId: value['tenantId'], erasedAt }
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
