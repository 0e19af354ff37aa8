import { type IncomingMessage, maxHeaderSize } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { HashLane } from '../core/credentials/hashing.ts'
import type { Dialect, Route, WireAnswer, WireRequest } from '../dialects/dialect.ts'
import { Trouble, type TroubleValue } from '../violations/trouble.ts'
import { clientAddress, clientNetwork } from './client-network.ts'
import { addHealthRoutes, type Readiness } from './health.ts'
import { heldTo } from './large-bodies.ts'
import { closeLingering } from './lingering-close.ts'
import { addMetricsRoute, createRequestMeter, type MetricsOptions, type RequestMeter } from './metrics.ts'
import type { ApiInfo } from './openapi.ts'
import { addReferenceRoutes } from './reference-routes.ts'
import { RepeatedRefusals } from './repeated-refusals.ts'
import { troubleOf } from './request-troubles.ts'
import { restBetweenTurns } from './rest-between-turns.ts'
import { securityHeaders } from './security-headers.ts'

export interface ServerOptions {
  readonly dialects: readonly Dialect[]
  /** Answers on paths that are below nobody's prefixes. */
  readonly fallback: Dialect
  /** @throws Trouble `busy` when a hash in this lane could not be made in time */
  readonly admit: (lane: HashLane) => void
  /** Addresses and networks whose `X-Forwarded-For` and `X-Forwarded-Host` are believed. */
  readonly trustedProxies: readonly string[]
  readonly bodyLimitBytes: number
  /** Whether browsers are told to come back over https only. */
  readonly isHttps: boolean
  readonly readiness: Readiness
  readonly metrics: MetricsOptions
  readonly api: ApiInfo
  readonly newRequestId: () => string
  readonly logger: FastifyBaseLogger
}

// A client has 10 s for its headers and 20 s for a whole request; a silent connection is closed after 30 s.
const timeouts = { headersTimeout: 10_000, requestTimeout: 20_000, idleTimeout: 30_000, checkInterval: 2_000 }

/** What the functions below work with. */
interface Setup extends ServerOptions {
  readonly meter: RequestMeter
  readonly refusals: RepeatedRefusals
  readonly rest: () => void
}

/** The HTTP server with every dialect's routes, the health checks and the metrics; not listening yet. */
export function createServer(given: ServerOptions): FastifyInstance {
  const options: Setup = {
    ...given,
    meter: createRequestMeter(given.metrics),
    refusals: new RepeatedRefusals(() => performance.now()),
    rest: restBetweenTurns(),
  }
  const server = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: options.newRequestId,
    bodyLimit: options.bodyLimitBytes,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    exposeHeadRoutes: false,
    requestTimeout: timeouts.requestTimeout,
    connectionTimeout: timeouts.idleTimeout,
    keepAliveTimeout: timeouts.idleTimeout,
    http: { headersTimeout: timeouts.headersTimeout, connectionsCheckingInterval: timeouts.checkInterval },
    // What a part of a path may be is its route's business; Node bounds its length with the headers'.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: maxHeaderSize },
    clientErrorHandler: (error, socket) => answerMalformed(error.code, socket),
    rewriteUrl(request) {
      routeByPath(request)
      return withoutOrigin(request.url ?? '')
    },
    // A path that cannot be decoded: no hook runs for it.
    frameworkErrors: (_error, request, reply) => {
      stamp(request, reply, options)
      answerUnknownPath(request, reply, options)
      record(request, reply, options)
    },
  })
  takeBodiesAsBytes(server)
  addCommonHooks(server, options)
  addHealthRoutes(server, options.readiness)
  addMetricsRoute(server, options.metrics, () =>
    options.fallback.encodeTrouble({ code: 'unauthenticated' }, { headers: {}, requestId: '' }),
  )
  addReferenceRoutes(server, options.dialects, options.api)
  for (const dialect of options.dialects) addDialect(server, dialect, options)
  server.setNotFoundHandler(async (request, reply) => answerUnknownPath(request, reply, options))
  server.setErrorHandler((error, request, reply) => sendTrouble(error, dialectOf(request, options), request, reply, options))
  return server
}

// Contracts refuse methods in their own words, so every method Node parses has to reach their handlers. The router keeps a
// tree of all paths for each method it knows, so methods nobody uses share the last one's.
const routedMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const sharedMethod = 'OPTIONS'
const sentMethods = new WeakMap<IncomingMessage, string>()

function routeByPath(request: IncomingMessage): void {
  if (request.method === undefined || routedMethods.includes(request.method)) return
  sentMethods.set(request, request.method)
  request.method = sharedMethod
}

/** As proxies may write it (RFC 9112, section 3.2.2): whose path it is does not depend on how it is asked for. */
const withoutOrigin = (url: string): string => url.replace(/^https?:\/\/[^/?#]*(?=\/)/i, '')

const methodOf = ({ method, raw }: FastifyRequest): string => sentMethods.get(raw) ?? method

declare module 'fastify' {
  interface FastifyRequest {
    /** The `Content-Type` header as it came. */
    sentContentType: string | undefined
  }
}

/**
 * What a body means is the dialect's business; the server only counts its bytes. The framework has to be shown one type
 * for all, since it refuses in its own words those it cannot read.
 */
function takeBodiesAsBytes(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  server.decorateRequest('sentContentType', undefined)
  server.addHook('onRequest', async (request) => {
    request.sentContentType = request.headers['content-type']
    request.headers['content-type'] = 'application/octet-stream'
  })
}

function addCommonHooks(server: FastifyInstance, options: Setup): void {
  server.addHook('onRequest', async (request, reply) => stamp(request, reply, options))
  server.addHook('onResponse', async (request, reply) => record(request, reply, options))
}

/** What every answer carries, whatever becomes of the request. */
function stamp(request: FastifyRequest, reply: FastifyReply, { isHttps, readiness }: ServerOptions): void {
  reply.headers(securityHeaders(isHttps)).header('x-request-id', request.id)
  if (readiness.isStopping()) reply.header('connection', 'close')
}

/** The request's line in the log, and its count: the route's pattern, never the path, which may hold what a customer typed. */
function record(request: FastifyRequest, reply: FastifyReply, { meter }: Setup): void {
  const line = {
    method: methodOf(request),
    route: request.routeOptions.url ?? null,
    status: reply.statusCode,
    milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    client: clientNetwork(request.ip),
  }
  request.log.info(line, 'answered')
  meter.answered(line)
}

/** The contract whose path it would be. */
const dialectOf = ({ url }: FastifyRequest, { dialects, fallback }: ServerOptions): Dialect =>
  dialects.find(({ pathPrefixes }) => pathPrefixes.some((prefix) => url.startsWith(prefix))) ?? fallback

function answerUnknownPath(request: FastifyRequest, reply: FastifyReply, options: Setup): FastifyReply {
  options.meter.refused('not_found')
  return send(
    reply,
    dialectOf(request, options).encodeUnknownPath({
      path: pathOf(request),
      headers: sentHeaders(request),
      requestId: request.id,
    }),
  )
}

function addDialect(server: FastifyInstance, dialect: Dialect, options: Setup): void {
  for (const route of dialect.routes) {
    server.route({
      method: [...routedMethods],
      url: route.path,
      ...(route.largeBodies && { bodyLimit: route.largeBodies.limitBytes }),
      onRequest: async (request) => admit(request, route, options),
      preParsing: async (request, _reply, body) =>
        (await mayBeLarge(request, route, options)) ? body : heldTo(options.bodyLimitBytes, body),
      handler: async (request, reply) => {
        const answer = await route.handle(wireRequest(request))
        if (answer.causes) await reportTroubles(answer.causes, request, options)
        return send(reply.header('allow', route.allow), answer)
      },
      errorHandler: (error, request, reply) => sendTrouble(error, dialect, request, reply.header('allow', route.allow), options),
    })
  }
}

/** Everything that can be refused before the body is read; who asks comes first where the contract has it so. */
async function admit(request: FastifyRequest, route: Route, options: Setup): Promise<void> {
  const contentEncoding = request.headers['content-encoding']
  if (contentEncoding && contentEncoding.toLowerCase() !== 'identity') {
    throw new Trouble({ code: 'unsupported_content_encoding', contentEncoding })
  }
  if (route.hashes?.method !== methodOf(request)) return
  try {
    options.admit(route.hashes.lane)
  } catch (error) {
    options.rest()
    await route.requireCaller?.(wireRequest(request))
    throw error
  }
}

/** Whether the route's own limit holds for this body, which is that of most or a larger one. */
async function mayBeLarge(request: FastifyRequest, route: Route, { bodyLimitBytes }: ServerOptions): Promise<boolean> {
  const { 'content-length': told, 'transfer-encoding': inPieces } = request.headers
  const isSmall = inPieces === undefined && Number(told ?? 0) <= bodyLimitBytes // without either header there is no body
  if (isSmall) return true
  await route.requireCaller?.(wireRequest(request))
  return route.largeBodies ? route.largeBodies.mayComeFrom(wireRequest(request)) : true
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? ''

function wireRequest(request: FastifyRequest): WireRequest {
  const [, query = ''] = request.url.split(/\?(.*)/s)
  return {
    method: methodOf(request),
    path: pathOf(request),
    query: new URLSearchParams(query),
    headers: sentHeaders(request),
    body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
    clientNetwork: clientNetwork(request.ip),
    clientAddress: clientAddress(request.ip),
    host: request.hostname.toLowerCase(),
    requestId: request.id,
  }
}

const sentHeaders = (request: FastifyRequest): WireRequest['headers'] => ({
  ...(request.headers as Record<string, string | undefined>),
  'content-type': request.sentContentType,
})

function send(reply: FastifyReply, { status, headers, cookies, body }: WireAnswer): FastifyReply {
  reply.code(status).headers(headers)
  if (cookies) reply.header('set-cookie', cookies)
  // Sent as bytes, because a charset would be added to the content type of a string.
  return body === null ? reply.send() : reply.send(Buffer.from(body))
}

async function sendTrouble(
  error: unknown,
  dialect: Dialect,
  request: FastifyRequest,
  reply: FastifyReply,
  options: Setup,
): Promise<FastifyReply> {
  const trouble = troubleIn(error, options)
  await reportTroubles([error], request, options)
  // The rest of such a body is not read, so nothing else can come over this connection.
  if (trouble.code === 'body_too_large') {
    reply.header('connection', 'close')
    closeLingering(request.raw)
  }
  return send(reply, dialect.encodeTrouble(trouble, { headers: sentHeaders(request), requestId: request.id }))
}

const troubleIn = (error: unknown, { bodyLimitBytes }: Setup): TroubleValue =>
  troubleOf(error, bodyLimitBytes) ?? { code: 'internal' }

/** Counts what stopped a request or a part of it, logs what is ours, and holds the answer back once if it came too early. */
async function reportTroubles(errors: readonly unknown[], request: FastifyRequest, options: Setup): Promise<void> {
  let busySeconds: number | undefined
  for (const error of errors) {
    const trouble = troubleIn(error, options)
    options.meter.refused(trouble.code)
    if (trouble.code === 'internal' || trouble.code === 'unavailable') request.log.error({ err: error }, trouble.code)
    if (trouble.code === 'busy') busySeconds = trouble.retryAfterSeconds
  }
  const delay = busySeconds === undefined ? 0 : options.refusals.delayOf(clientNetwork(request.ip), busySeconds)
  if (delay > 0) await sleep(delay) // a sleep of nothing is a millisecond, and another turn of the event loop
}

/** What is no HTTP request has no route and no id; it gets the status it deserves and loses its connection. */
function answerMalformed(code: string | undefined, socket: Socket): void {
  if (!socket.writable) return
  const status =
    code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
