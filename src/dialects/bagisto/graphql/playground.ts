import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type GraphQLSchema, printSchema } from 'graphql'
import { Trouble } from '../../../violations/trouble.ts'
import type { Route, WireAnswer } from '../../dialect.ts'
import { shopHeaders } from '../cross-origin.ts'

/** A page to try requests on, and what it is made of. */
export interface Playground {
  readonly page: WireAnswer
  readonly routes: readonly Route[]
}

// The page runs its own script, asks its own server and nothing else.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Reads the page from the assets; its script and its styles have their content in their addresses, so that browsers may
 * keep them for good.
 *
 * @param schema  shown beside the documents; `undefined` where the interface is not told
 */
export function createPlayground(schema: GraphQLSchema | undefined): Playground {
  const script = servedForGood('playground.js', 'text/javascript; charset=utf-8')
  const style = servedForGood('playground.css', 'text/css; charset=utf-8')
  const html = readAsset('playground.html').replace('playground.js', script.path).replace('playground.css', style.path)
  return {
    page: {
      status: 200,
      headers: {
        ...shopHeaders,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy,
      },
      body: html,
    },
    routes: [
      script,
      style,
      ...(schema ? [served('/api/graphql/schema', 'text/plain; charset=utf-8', () => printSchema(schema))] : []),
    ],
  }
}

function servedForGood(name: string, contentType: string): Route {
  const content = readAsset(name)
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 16)
  const [stem, extension] = name.split('.')
  return served(`/api/graphql/${stem}.${hash}.${extension}`, contentType, () => content, {
    'cache-control': 'public, max-age=31536000, immutable',
  })
}

function served(path: string, contentType: string, read: () => string, headers: Readonly<Record<string, string>> = {}): Route {
  return {
    path,
    allow: 'GET',
    handle: async ({ method }) => {
      if (method !== 'GET') throw new Trouble({ code: 'method_not_allowed', method })
      return { status: 200, headers: { ...shopHeaders, ...headers, 'content-type': contentType }, body: read() }
    },
  }
}

const readAsset = (name: string): string =>
  readFileSync(new URL(`../../../../assets/playground/${name}`, import.meta.url), 'utf8')
