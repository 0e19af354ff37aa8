import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { Dialect } from '../dialects/dialect.ts'
import { type ApiInfo, openApiDocument } from './openapi.ts'
import { referencePage } from './reference-page.ts'

const styleUrl = '/docs/reference.css'

// A page of its own styles and nothing else; it has no script that could be abused.
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const style = readFileSync(new URL('../../assets/reference.css', import.meta.url))

/**
 * `/openapi.json` and a page at `/docs` for people, both made of what the routes say of their operations. The page needs
 * nothing but this server.
 */
export function addReferenceRoutes(server: FastifyInstance, dialects: readonly Dialect[], info: ApiInfo): void {
  const document = once(() => openApiDocument(dialects, info))
  const serve = (url: string, contentType: string, body: () => Buffer) =>
    server.route({
      method: ['GET', 'HEAD'],
      url,
      handler: async (_request, reply) =>
        reply.headers({ 'content-type': contentType, 'content-security-policy': contentSecurityPolicy }).send(body()),
    })
  serve(
    '/openapi.json',
    'application/json',
    once(() => Buffer.from(JSON.stringify(document()))),
  )
  serve(
    '/docs',
    'text/html; charset=utf-8',
    once(() => Buffer.from(referencePage(document(), styleUrl))),
  )
  serve(styleUrl, 'text/css; charset=utf-8', () => style)
}

/** Made when it is first asked for, since a start should not wait for what few starts are asked. */
function once<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
