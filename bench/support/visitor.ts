import type { Keyed } from './keyed-registrations.ts'
import type { Call, Reading, Session } from './surfaces/surface.ts'
import type { WireAnswer } from './wire-client.ts'

/** A registered customer, as far as clients can know them. */
export interface Visitor {
  readonly customer: Keyed
  session: Session | undefined
  /** What the last name may be: the one acknowledged last, and those of changes without an answer since. */
  lastNames: ReadonlySet<string>
  /** A refresh got no answer: the token may be used up. */
  refreshIsOpen: boolean
  hasAskedReset: boolean
  /** Some client is at it. */
  isBusy: boolean
}

export const newVisitor = (customer: Keyed): Visitor => ({
  customer,
  session: customer.session,
  lastNames: new Set([customer.person.lastName]),
  refreshIsOpen: false,
  hasAskedReset: false,
  isBusy: false,
})

/** What customers do, by the figures they are counted in. */
export type Action = 'signIns' | 'refreshes' | 'changes' | 'reads' | 'resetsAsked'

/** A request, and what its answer says; one that worked also changes what is known of the customer. */
export interface Visit {
  readonly request: Buffer
  settle(answer: WireAnswer): Reading<unknown>
}

/** What the contract has for a customer in this state. */
export function possibleFor({ customer: { surface }, session, refreshIsOpen, hasAskedReset }: Visitor): readonly Action[] {
  const signedIn: readonly Action[] = ['changes', 'reads']
  return [
    ...(surface.signIn ? (['signIns'] as const) : []),
    ...(session ? signedIn : []),
    ...(session && surface.refresh && !refreshIsOpen ? (['refreshes'] as const) : []),
    ...(surface.askReset && !hasAskedReset ? (['resetsAsked'] as const) : []),
  ]
}

/** What the visits of all customers share. */
export interface VisitNotes {
  /** A last name nobody had. */
  newLastName(): string
  /** A profile is neither what was acknowledged last nor what got no answer since. */
  changeIsLost(visitor: Visitor, lastName: string): void
  resetIsAsked(email: string): void
}

/** Begins to do something. @returns nothing when the contract has no such thing for the customer */
export const begin: Readonly<Record<Action, (visitor: Visitor, notes: VisitNotes) => Visit | undefined>> = {
  signIns(visitor) {
    const { surface, person } = visitor.customer
    return visit(surface.signIn?.(person), (session) => takeSession(visitor, session))
  },
  refreshes(visitor) {
    const { customer, session } = visitor
    const call = session && customer.surface.refresh?.(session)
    visitor.refreshIsOpen = call !== undefined
    return visit(call, (next) => takeSession(visitor, next))
  },
  changes(visitor, { newLastName }) {
    const { customer, session, lastNames } = visitor
    const lastName = newLastName()
    visitor.lastNames = new Set([...lastNames, lastName])
    return visit(session && customer.surface.changeLastName(session, customer.person, lastName), () => {
      visitor.lastNames = new Set([lastName])
    })
  },
  reads(visitor, { changeIsLost }) {
    const { customer, session } = visitor
    return visit(session && customer.surface.readLastName(session), (lastName) => {
      if (!visitor.lastNames.has(lastName)) changeIsLost(visitor, lastName)
      visitor.lastNames = new Set([lastName])
    })
  },
  resetsAsked(visitor, { resetIsAsked }) {
    const { surface, person } = visitor.customer
    visitor.hasAskedReset = true
    return visit(surface.askReset?.(person.email), () => resetIsAsked(person.email))
  },
}

function takeSession(visitor: Visitor, session: Session): void {
  visitor.session = session
  visitor.refreshIsOpen = false
}

const visit = <Value>(call: Call<Value> | undefined, note: (value: Value) => void): Visit | undefined =>
  call && {
    request: call.request,
    settle(answer) {
      const reading = call.read(answer)
      if (reading.kind === 'done') note(reading.value)
      return reading
    },
  }
