import { createHmac } from 'node:crypto'
import type { Values } from './filled.ts'

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Tokens that say what a good one says, and that nobody signed who may. */
export function forgedFrom(access: string): Values {
  const [header = '', payload = '', signature = ''] = access.split('.')
  const hmacSigned = (head: unknown): string => {
    const text = `${encode(head)}.${payload}`
    return `${text}.${createHmac('sha256', header).update(text).digest('base64url')}`
  }
  return {
    unsigned: `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    signedWithPublicKey: hmacSigned({ alg: 'HS256', typ: 'JWT', jku: 'https://evil.example/jwks.json', kid: '../../dev/null' }),
    cutAccess: access.slice(0, -7),
    grownAccess: `${access}.${signature}`,
    brokenHeader: `${encode(['JWT'])}.${payload}.${signature}`,
  }
}
