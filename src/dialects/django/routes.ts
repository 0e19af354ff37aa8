import { readIdempotencyKey } from '../../core/idempotency/idempotency-key.ts'
import type { RegistrationRequest } from '../../core/registration/take-registration.ts'
import { Trouble } from '../../violations/trouble.ts'
import type { Dialect, WireAnswer, WireRequest } from '../dialect.ts'
import { readBody } from './body/read-body.ts'
import { registrationMetadata } from './contract.ts'
import { decodeRegistration } from './decode.ts'
import { encodeRegistered, jsonAnswer } from './encode.ts'
import { negotiate } from './negotiation.ts'
import { djangoRegistration } from './policy.ts'
import { encodeRefusal, encodeTrouble, encodeUnknownPath } from './refusals.ts'

/** What this dialect asks of the core. */
export interface DjangoServices {
  takeRegistration(request: RegistrationRequest<WireAnswer>): Promise<{ answer: WireAnswer; replayed: boolean }>
  isCommonPassword(password: string): boolean
}

const registrationPath = '/api/v1/customers'

/**
 * The Django REST customers API.
 *
 * @source docs/contracts/django.md
 */
export function createDjangoDialect(services: DjangoServices): Dialect {
  const policy = djangoRegistration(services.isCommonPassword)
  const register = async (request: WireRequest): Promise<WireAnswer> => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const body = await readBody(request)
    if (body.kind === 'not_an_object') return jsonAnswer(400, { non_field_errors: [body.text] })
    const { answer, replayed } = await services.takeRegistration({
      draft: decodeRegistration(body),
      policy,
      clientNetwork: request.clientNetwork,
      keyed: key === undefined ? undefined : { key, scope: `anonymous POST ${registrationPath}`, body: request.body },
      answers: { registered: encodeRegistered, refused: encodeRefusal },
    })
    return replayed ? withHeaders(answer, { 'idempotency-replayed': 'true' }) : answer
  }
  const handle = async (request: WireRequest): Promise<WireAnswer> => {
    negotiate(request)
    if (request.method === 'POST') return register(request)
    if (request.method === 'OPTIONS') return jsonAnswer(200, registrationMetadata)
    throw new Trouble({ code: 'method_not_allowed', method: request.method })
  }
  return {
    name: 'django',
    pathPrefixes: ['/api/v1/', '/auth/'],
    routes: [{ path: registrationPath, allow: 'POST, OPTIONS', hashes: { method: 'POST', lane: 'registration' }, handle }],
    encodeTrouble: (trouble) => encodeTrouble(trouble),
    encodeUnknownPath,
  }
}

const withHeaders = (answer: WireAnswer, headers: Readonly<Record<string, string>>): WireAnswer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
})
