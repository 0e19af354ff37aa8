import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Counter, Histogram, type Registry } from 'prom-client'
import type { WireAnswer } from '../dialects/dialect.ts'
import type { TroubleCode } from '../violations/trouble.ts'

/** Who may read the metrics: whoever has the token, everyone, or nobody, for whom the path is unknown. */
export type MetricsAccess = { readonly token: string } | 'everyone' | 'nobody'

export interface MetricsOptions {
  /** Of this server alone; what is counted of requests is added to it. */
  readonly registry: Registry
  readonly access: MetricsAccess
  /** Every code a request can be refused with. */
  readonly refusalCodes: readonly TroubleCode[]
}

/** What the server tells of each request, on the way of every answer. */
export interface RequestMeter {
  answered(answer: {
    readonly method: string
    /** The pattern; `null` for a path that has none. */
    readonly route: string | null
    readonly status: number
    readonly milliseconds: number
  }): void
  refused(code: TroubleCode): void
}

// From 1 ms, a health check, to 10 s, half of what a client has for its request.
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Node parses some thirty more; a client that sends each would make a series of each. */
const namedMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** No pattern is written like this, since all begin with a slash. */
const unknownRoute = 'unknown'

/** Counts requests and refusals. Every label has a closed list of values, so no client can add a series of its own. */
export function createRequestMeter({ registry, refusalCodes }: MetricsOptions): RequestMeter {
  const seconds = new Histogram({
    name: 'patron_http_request_duration_seconds',
    help: 'From the request to the end of its answer; route is the pattern, never the path.',
    labelNames: ['route', 'method', 'status'],
    buckets,
    registers: [registry],
  })
  const refusals = new Counter({
    name: 'patron_refusals_total',
    help: 'Requests stopped by something other than what they say, by code.',
    labelNames: ['code'],
    registers: [registry],
  })
  // From the start, so that the first refusal is an increase and not a new series.
  for (const code of refusalCodes) refusals.inc({ code }, 0)
  return {
    answered({ method, route, status, milliseconds }) {
      const labels = { route: route ?? unknownRoute, method: namedMethods.has(method) ? method : 'other', status }
      seconds.observe(labels, milliseconds / 1000)
    },
    refused: (code) => refusals.inc({ code }),
  }
}

/** `/metrics` in the Prometheus text format, and what whoever may not read it gets. */
export function addMetricsRoute(server: FastifyInstance, { registry, access }: MetricsOptions, refusal: () => WireAnswer): void {
  if (access === 'nobody') return
  const mayRead = access === 'everyone' ? () => true : holderOf(access.token)
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!mayRead(request.headers.authorization)) return refuse(reply, refusal())
    return reply.header('content-type', registry.contentType).send(Buffer.from(await registry.metrics()))
  }
  server.route({ method: 'GET', url: '/metrics', handler })
}

const refuse = (reply: FastifyReply, { status, headers, body }: WireAnswer): FastifyReply =>
  reply.code(status).headers(headers).send(body)

/** Digests are compared, because they have one length and how far they agree says nothing about the token. */
function holderOf(token: string): (authorization: string | undefined) => boolean {
  const expected = digest(token)
  return (authorization = '') => timingSafeEqual(digest(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''), expected)
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
