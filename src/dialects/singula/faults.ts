import type { WireAnswer, WireRequest } from '../dialect.ts'
import type { Fault } from './contract.ts'

/** One thing that is wrong, by the member it is about. */
export interface WireViolation {
  readonly member: string
  readonly rule: string
}

/** What an answer that tells of a fault is made from. */
export interface FaultContext {
  readonly requestId: string
  /** Where the pages of the faults are; no slash at its end. */
  readonly publicUrl: string
}

export const contextOf = ({ requestId }: Pick<WireRequest, 'requestId'>, publicUrl: () => string): FaultContext => ({
  requestId,
  publicUrl: publicUrl(),
})

/** Where every fault is explained. */
export const faultsPath = '/docs/faults'

export interface ToldFault extends Pick<Fault, 'errorCode' | 'status' | 'userMessage'> {
  /** For whoever reads the log of the calling program. */
  readonly developerMessage: string
  readonly violations?: readonly WireViolation[]
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A fault as the contract writes it; `violations` and `requestId` are ours.
 *
 * @source docs/contracts/singula.md, section 6
 */
export function encodeFault(told: ToldFault, { requestId, publicUrl }: FaultContext): WireAnswer {
  const { errorCode, status, userMessage, developerMessage, violations, headers } = told
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      errorCode,
      userMessage,
      developerMessage,
      moreInfo: `${publicUrl}${faultsPath}#${errorCode}`,
      ...(violations && violations.length > 0 && { violations }),
      requestId,
    }),
  }
}
