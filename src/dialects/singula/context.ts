import type { RecordChange } from '../../core/account/change-record.ts'
import type { ProfileOutcome } from '../../core/account/update-profile.ts'
import type { Evidence } from '../../core/consents/consent.ts'
import type { Customer } from '../../core/customers/customer.ts'
import type { SearchTerms } from '../../core/customers/locate-customer.ts'
import type { Answered } from '../../core/idempotency/run-once.ts'
import type { RegistrationRequest } from '../../core/registration/take-registration.ts'
import { evidenceOf, type WireAnswer, type WireRequest } from '../dialect.ts'
import type { Caller } from './caller.ts'
import type { Source } from './contract.ts'
import type { ReadCustomer, Writing } from './encode.ts'
import type { FaultContext } from './faults.ts'
import type { SingulaPolicies } from './policy.ts'

/** What a tenant's customers can have done to them here. */
export interface SingulaServices {
  takeRegistration(request: RegistrationRequest<WireAnswer>): Promise<Answered<WireAnswer>>
  /** @throws Trouble as `changeRecord` */
  changeRecord(change: RecordChange): Promise<ProfileOutcome>
  locate(terms: SearchTerms): Promise<Customer | undefined>
  /** Whoever has the id, deleted customers included. */
  find(customerId: string): Promise<Customer | undefined>
  /** As `find`, with everything an answer tells of them. */
  read(customerId: string): Promise<ReadCustomer | undefined>
  /** @throws Trouble `no_such_customer` */
  anonymise(customerId: string): Promise<void>
}

/** One request with everything its call needs. */
export interface Call {
  readonly request: WireRequest
  readonly caller: Caller
  readonly services: SingulaServices
  readonly policies: SingulaPolicies
  readonly writing: Writing
  readonly faults: FaultContext
  /** The path the service was called under, for links. */
  readonly base: string
  /** What the path names, an id in lower case; empty where it names nothing. */
  readonly customerId: string
}

const actors: Readonly<Record<Source, Evidence['actingAs']>> = { HMAC: 'program', USER: 'staff', CUSTOMER: 'customer' }

/** What is kept of a request beside what it says of consents. */
export const evidenceFor = ({ request, caller: { source, actingId } }: Call): Evidence => ({
  ...evidenceOf('singula', request),
  actingAs: actors[source],
  actingId,
})
