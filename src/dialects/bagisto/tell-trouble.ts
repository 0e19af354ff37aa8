import type { TroubleValue } from '../../violations/trouble.ts'
import type { WireAnswer } from '../dialect.ts'
import { refusalResult } from './graphql/execute.ts'
import { Refusal } from './graphql/refusal.ts'
import { graphqlAnswer } from './graphql/route.ts'
import { troubleWordsOf } from './refusals.ts'
import { jsonAnswer } from './rest/answers.ts'

/** A trouble in an error of GraphQL: with a code where the caller can do something about it. */
export function tellTrouble(trouble: TroubleValue) {
  const { message, code, retryAfterSeconds } = troubleWordsOf(trouble)
  const extensions = {
    ...(code !== undefined && { code }),
    ...(retryAfterSeconds !== undefined && { retryAfter: retryAfterSeconds }),
  }
  return { message, extensions }
}

/** 401 for a key that is missing or no good, as published; everything else is an error of GraphQL like any other. */
export function encodeAdmissionTrouble(trouble: TroubleValue): WireAnswer {
  const { message, extensions } = tellTrouble(trouble)
  const error = keyErrors[trouble.code]
  if (error === undefined) return graphqlAnswer(refusalResult(new Refusal(message, extensions)))
  const body = { message, error, header_name: 'X-STOREFRONT-KEY', key_type: 'shop', errors: [{ message, extensions }] }
  return jsonAnswer(401, body)
}

const keyErrors: Readonly<Partial<Record<TroubleValue['code'], string>>> = {
  storefront_key_missing: 'missing_key',
  storefront_key_refused: 'invalid_key',
}
