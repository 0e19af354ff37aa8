import type { Evidence } from '../core/consents/consent.ts'
import type { HashLane } from '../core/credentials/hashing.ts'
import type { TroubleValue } from '../violations/trouble.ts'

/** One request as a dialect sees it: what was on the wire, and what the server knows about the sender. */
export interface WireRequest {
  readonly method: string
  /** Path without the query string, as sent. */
  readonly path: string
  readonly query: URLSearchParams
  /** Lower-case names; of a repeated header the values joined as HTTP defines. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
  /** What counts as one client for limits: the peer's network, or that of the address a trusted proxy vouches for. */
  readonly clientNetwork: string
  /** That address, IPv4 wherever it is one; from a proxy it may be no address at all. */
  readonly clientAddress: string
  /** The name of the host that was asked for, in lower case and without a port; a trusted proxy may vouch for it. */
  readonly host: string
  /** Under which the log tells of it; the answer carries it, too. */
  readonly requestId: string
}

// Browsers send 100 to 250; who sends more describes nothing that anybody would look for.
const userAgentCharacters = 500

/** What is kept of a request beside what a customer says with it to consents. */
export const evidenceOf = (
  surface: string,
  { headers, clientAddress, requestId }: Pick<WireRequest, 'headers' | 'clientAddress' | 'requestId'>,
): Evidence => ({
  surface,
  actingAs: 'customer',
  actingId: null,
  clientAddress,
  userAgent: headers['user-agent']?.slice(0, userAgentCharacters) ?? null,
  requestId,
})

/** The header that tells, at a sign-in, which mandatory consents the customer has yet to give: none where there are none. */
export const consentsNeededHeader = (ids: readonly string[]): Readonly<Record<string, string>> =>
  ids.length === 0 ? {} : { 'patron-consents-needed': ids.map(encodeURIComponent).join(', ') }

/** One answer, encoded to the last byte. */
export interface WireAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Values of `Set-Cookie`, each a header of its own. */
  readonly cookies?: readonly string[]
  /** `null`: no body and no content type. */
  readonly body: string | Uint8Array | null
  /** What went wrong behind an answer that tells of it only in part, and not by its status: troubles and errors, for the log. */
  readonly causes?: readonly unknown[]
}

/** One path of a contract. The handler gets every method, since contracts differ in how they refuse the others. */
export interface Route {
  /** Fastify's path pattern; a final slash makes no difference. */
  readonly path: string
  /** The `Allow` header of every answer of this path, troubles included. */
  readonly allow: string
  /** Requests that will hash in this lane are refused before their body is read when its deadline cannot be met. */
  readonly hashes?: { readonly method: string; readonly lane: HashLane }
  /** Absent: the server's usual limit holds for everybody's bodies. */
  readonly largeBodies?: LargeBodies
  /**
   * Present where whoever is nobody is told so before they are told that a body is too large, or that hashing is busy. Asked
   * only where that may be.
   *
   * @throws Trouble
   */
  requireCaller?(request: Omit<WireRequest, 'body'>): Promise<unknown>
  /** What its methods take and answer; absent where the contract is published elsewhere. */
  readonly operations?: readonly Operation[]
  /** @throws Trouble, which comes back through `encodeTrouble` */
  handle(request: WireRequest): Promise<WireAnswer>
}

/** Bodies beyond the usual limit, for those who are known by their headers alone. */
export interface LargeBodies {
  readonly limitBytes: number
  /** Asked only where the body is not known to be within the usual limit. */
  mayComeFrom(request: Omit<WireRequest, 'body'>): Promise<boolean>
}

/** A JSON Schema of the dialect 2020-12, as OpenAPI 3.1 takes it. One with a `title` is worth a name of its own. */
export type JsonSchema = Readonly<object>

/** One method of one path, described for whoever integrates it. */
export interface Operation {
  /** Unique among all operations, in camel case. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As OpenAPI writes it, its parameters in braces. */
  readonly path: string
  /** The group it is listed in. */
  readonly tag: string
  /** One line. */
  readonly summary: string
  /** What one line does not tell, in Markdown. */
  readonly description?: string
  /** What the caller proves itself with. */
  readonly credential: 'service_key' | 'access_token' | 'none'
  readonly parameters: readonly OperationParameter[]
  readonly body?: OperationBody
  /** By status. */
  readonly answers: Readonly<Record<number, OperationAnswer>>
}

export interface OperationParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly schema: JsonSchema
}

/** It has to be there. */
export interface OperationBody {
  readonly mediaTypes: readonly string[]
  readonly schema: JsonSchema
}

export interface OperationAnswer {
  readonly description: string
  /** Absent: no body. */
  readonly content?: { readonly mediaType: string; readonly schema: JsonSchema }
}

/** One published contract: its paths, and its words for everything that can go wrong around them. */
export interface Dialect {
  readonly name: string
  /** Unknown paths below these are answered in this dialect's words. */
  readonly pathPrefixes: readonly string[]
  readonly routes: readonly Route[]
  /** @param request  for surfaces that answer in what their caller reads, or name the request */
  encodeTrouble(trouble: TroubleValue, request: Pick<WireRequest, 'headers' | 'requestId'>): WireAnswer
  encodeUnknownPath(request: Pick<WireRequest, 'path' | 'headers' | 'requestId'>): WireAnswer
}
