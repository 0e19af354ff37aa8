import { headerOf, type WireAnswer } from '../wire-client.ts'

/** Whoever registers. */
export interface Person {
  readonly email: string
  /** Where a contract has usernames. */
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  readonly password: string
}

/** What a surface knows a customer by who is signed in, or whom a program calls about. */
export interface Session {
  readonly id: string
  /** Empty where programs sign their requests. */
  readonly token: string
  /** Where tokens are refreshed. */
  readonly refresh?: string
}

/** What an answer comes to. */
export type Reading<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  /** The contract's refusal of a name that somebody has. */
  | { readonly kind: 'taken' }
  /** The token, or login and password, are no good. */
  | { readonly kind: 'refused' }
  /** Busy, without database, or the same key is at work: come back then. */
  | { readonly kind: 'later'; readonly seconds: number }
  /** What no client should ever see here. */
  | { readonly kind: 'other' }

/** One request, whole, and how its answer is read. */
export interface Call<Value> {
  readonly request: Buffer
  read(answer: WireAnswer): Reading<Value>
}

/** One published contract, as clients in great numbers use it. */
export interface Surface {
  readonly name: string
  /** Spellings of addresses that the contract takes. */
  readonly addresses: { readonly quotes: boolean; readonly blanks: boolean }
  /** How many answers to consents are sent with each registration. */
  readonly consentsGiven: number
  /** Whether a registration is followed by a mail and a push message. */
  readonly welcomes: boolean
  /** @returns the session that begins with it, where one does */
  register(person: Person, idempotencyKey?: string): Call<Session | undefined>
  readonly signIn?: (login: Pick<Person, 'email' | 'password'>) => Call<Session>
  readonly refresh?: (session: Session) => Call<Session>
  readLastName(session: Session): Call<string>
  changeLastName(session: Session, person: Person, lastName: string): Call<unknown>
  readonly askReset?: (email: string) => Call<unknown>
}

export type Json = Readonly<Record<string, unknown>>

export const bodyOf = ({ body }: WireAnswer): Json => JSON.parse(body) as Json

export const bearer = (token: string): string => `authorization: Bearer ${token}`

export const keyed = (idempotencyKey: string | undefined): readonly string[] =>
  idempotencyKey === undefined ? [] : [`idempotency-key: ${idempotencyKey}`]

/** How answers are read where the status says what they are. */
export interface ByStatus<Value> {
  readonly done: number
  value(body: Json): Value
  /** Whether a 400 is about a name that somebody has. */
  readonly isTaken?: (answer: WireAnswer) => boolean
}

export const byStatus =
  <Value>({ done, value, isTaken }: ByStatus<Value>): Call<Value>['read'] =>
  (answer) => {
    const { status } = answer
    if (status === done) return { kind: 'done', value: value(bodyOf(answer)) }
    if (status === 400 && isTaken?.(answer)) return { kind: 'taken' }
    if (status === 401) return { kind: 'refused' }
    const seconds = headerOf(answer, 'retry-after')
    const isToWait = (status === 409 || status === 503) && seconds !== undefined
    return isToWait ? { kind: 'later', seconds: Number(seconds) } : { kind: 'other' }
  }
