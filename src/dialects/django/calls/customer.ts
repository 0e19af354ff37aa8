import type { LivingState } from '../../../core/account/change-state.ts'
import type { ProfileChange, ProfileOutcome } from '../../../core/account/update-profile.ts'
import type { Customer } from '../../../core/customers/customer.ts'
import type { LiveToken, Presented } from '../../../core/sessions/authenticate.ts'
import { Trouble } from '../../../violations/trouble.ts'
import { evidenceOf, type Route, type WireAnswer, type WireRequest } from '../../dialect.ts'
import { readBody } from '../body/read-body.ts'
import { decodeProfile } from '../decode.ts'
import { encodeCustomer, encodeDeactivated, encodeUpdated } from '../encode.ts'
import { ownCustomer } from '../operations.ts'
import { djangoProfile } from '../policy.ts'
import { encodeOtherBody, encodeRefusal } from '../refusals.ts'
import { ownersView } from '../view.ts'

/** What these calls ask of the core. */
export interface CustomerServices {
  authenticate(presented: Presented): Promise<LiveToken>
  requireOwnNumber(customer: Customer, number: string): Promise<void>
  updateProfile(change: ProfileChange): Promise<ProfileOutcome>
  changeState(customerId: string, state: LivingState): Promise<unknown>
}

/** Who asks, and what can be done in their tenant. */
interface Owner extends Pick<LiveToken, 'customer' | 'session'> {
  readonly services: CustomerServices
}

/**
 * `/api/v1/customers/{id}/` for the customer of that number.
 *
 * @source docs/contracts/django.md#8-apiv1customersid
 */
export function customerRoute({ servicesAt }: { servicesAt(host: string): Promise<CustomerServices> }): Route {
  const own =
    (call: (request: WireRequest, owner: Owner) => Promise<WireAnswer>) => async (request: WireRequest, owner: Owner) => {
      await owner.services.requireOwnNumber(owner.customer, numberIn(request.path))
      return call(request, owner)
    }
  const update = async (request: WireRequest, { customer, session, services }: Owner): Promise<WireAnswer> => {
    const body = await readBody(request)
    if (body.kind === 'not_an_object') return encodeOtherBody(body)
    const outcome = await services.updateProfile({
      customerId: customer.id,
      sessionId: session?.id ?? null,
      draft: decodeProfile(body),
      policy: djangoProfile,
      evidence: evidenceOf('django', request),
    })
    return outcome.ok ? encodeUpdated(outcome.customer) : encodeRefusal(outcome.violations)
  }
  const deactivate = async (_request: WireRequest, { customer, services }: Owner): Promise<WireAnswer> => {
    await services.changeState(customer.id, 'deactivated')
    return encodeDeactivated()
  }
  const identify = async (request: WireRequest): Promise<Owner> => {
    const token = bearerToken(request.headers['authorization'])
    const services = await servicesAt(request.host)
    const { customer, session } = await services.authenticate({ token, kind: 'access', carriedIn: 'header' })
    return { customer, session, services }
  }
  return {
    // Another last part is unknown to Django's router, which answers before anything else is looked at.
    path: '/api/v1/customers/:number(^[0-9]+$)',
    operations: ownCustomer,
    ...ownersView(identify, {
      GET: own(async (_request, { customer }) => encodeCustomer(customer)),
      PUT: own(update),
      DELETE: own(deactivate),
    }),
  }
}

// ASCII's white space, as Python splits bytes; JavaScript's \s has more.
const blanks = /[\t-\r ]+/

const numberIn = (path: string): string => /\/([0-9]+)\/?$/.exec(path)?.[1] ?? ''

/**
 * The token of an `Authorization` header, read as simplejwt reads it: another scheme is no credential at all.
 *
 * @throws Trouble `unauthenticated`, `authorization_malformed`
 */
function bearerToken(header: string | undefined): string {
  const [scheme, token, ...more] = (header ?? '').split(blanks).filter((part) => part !== '')
  if (scheme !== 'Bearer') throw new Trouble({ code: 'unauthenticated' })
  if (token === undefined || more.length > 0) throw new Trouble({ code: 'authorization_malformed' })
  return token
}
