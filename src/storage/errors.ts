import { Trouble } from '../violations/trouble.ts'

/** What both engines say of a failed statement. Messages and details may hold what a customer typed; codes do not. */
interface DatabaseError extends Error {
  readonly code: string
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'

// SQLSTATE classes and codes: PostgreSQL documentation, appendix A.
const anotherTry = new Set(['40001', '40P01'])
const cannotServeNow = new Set([
  '25006', // read-only: a standby that is not promoted yet
  '53000',
  '53100', // disk full
  '53200',
  '53300', // too many connections
  '57P01', // the server is being stopped
  '57P02',
  '57P03', // or started
  '57P05',
  '57014', // our own statement_timeout
  '55P03',
])
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])

// node-postgres reports these without a code.
const connectionMessages =
  /^(Connection terminated|Client has encountered|Query read timeout|timeout exceeded when trying|Client was closed)/

/** True for serialization failures and deadlocks: the same transaction, run again, may succeed. */
export const isWorthAnotherTry = (error: unknown): boolean => isDatabaseError(error) && anotherTry.has(error.code)

/** True when the connection itself is gone or in an unknown state. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (connectionMessages.test(error.message)) return true
  return (
    isDatabaseError(error) && (connectionCodes.has(error.code) || error.code.startsWith('08') || error.code.startsWith('57P'))
  )
}

/** Turns "the database cannot serve now" into the trouble every dialect has words for; anything else stays what it is. */
export function asTrouble(error: unknown): unknown {
  const unavailable =
    isConnectionLost(error) || isWorthAnotherTry(error) || (isDatabaseError(error) && cannotServeNow.has(error.code))
  return unavailable ? new Trouble({ code: 'unavailable', retryAfterSeconds: 5 }, { cause: error }) : error
}
