import { readIdempotencyKey } from '../../../core/idempotency/idempotency-key.ts'
import type { Answered } from '../../../core/idempotency/run-once.ts'
import type { RegistrationRequest } from '../../../core/registration/take-registration.ts'
import { evidenceOf, type Route, type WireAnswer, type WireRequest } from '../../dialect.ts'
import { encodeAnswered } from '../../repeating.ts'
import { readBody } from '../body/read-body.ts'
import { decodeRegistration } from '../decode.ts'
import { encodeRegistered, jsonAnswer } from '../encode.ts'
import { registrationMetadata } from '../metadata.ts'
import { register } from '../operations.ts'
import { djangoRegistration } from '../policy.ts'
import { encodeOtherBody, encodeRefusal } from '../refusals.ts'
import { view } from '../view.ts'

/** What this call asks of the core. */
export interface RegistrationServices {
  takeRegistration(request: RegistrationRequest<WireAnswer>): Promise<Answered<WireAnswer>>
}

interface RegistrationOptions {
  servicesAt(host: string): Promise<RegistrationServices>
  isCommonPassword(password: string): boolean
}

const path = '/api/v1/customers'

/**
 * `POST /api/v1/customers/`.
 *
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export function registrationRoute({ servicesAt, isCommonPassword }: RegistrationOptions): Route {
  const policy = djangoRegistration(isCommonPassword)
  const take = async (request: WireRequest): Promise<WireAnswer> => {
    const key = readIdempotencyKey(request.headers['idempotency-key'])
    const body = await readBody(request)
    if (body.kind === 'not_an_object') return encodeOtherBody(body)
    const services = await servicesAt(request.host)
    const answered = await services.takeRegistration({
      draft: decodeRegistration(body),
      policy,
      clientNetwork: request.clientNetwork,
      evidence: evidenceOf('django', request),
      keyed: key === undefined ? undefined : { key, scope: `anonymous POST ${path}`, body: request.body },
      answers: { registered: encodeRegistered, refused: encodeRefusal },
    })
    return encodeAnswered(answered)
  }
  return {
    path,
    operations: [register],
    hashes: { method: 'POST', lane: 'registration' },
    ...view({ POST: take, OPTIONS: async () => jsonAnswer(200, registrationMetadata) }),
  }
}
