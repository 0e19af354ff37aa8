import { Trouble } from '../violations/trouble.ts'

/** What both engines say of a failed statement. Messages and details may hold what a customer typed; codes do not. */
interface DatabaseError extends Error {
  readonly code: string
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'

// SQLSTATE classes and codes: PostgreSQL documentation, appendix A.
const anotherTry = new Set(['40001', '40P01'])
const readOnly = '25006'
const cannotServeNow = new Set([
  readOnly,
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
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
])

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

/**
 * True when the connection leads to a server that takes no writes: a standby, or a primary that is one no more. By now a new
 * connection may lead elsewhere, while this one would stay where it is for as long as it is used.
 */
export const takesNoWrites = (error: unknown): boolean => isDatabaseError(error) && error.code === readOnly

/** What a caller is told when the database cannot serve now; the cause is for the log. */
export const unavailable = (cause: unknown): Trouble => new Trouble({ code: 'unavailable', retryAfterSeconds: 5 }, { cause })

/** Turns "the database cannot serve now" into the trouble every dialect has words for; anything else stays what it is. */
export function asTrouble(error: unknown): unknown {
  const cannotServe =
    isConnectionLost(error) || isWorthAnotherTry(error) || (isDatabaseError(error) && cannotServeNow.has(error.code))
  return cannotServe ? unavailable(error) : error
}
