import { signedHeaders } from '../../test/support/singula.ts'
import type { Pair, SentRequest } from './request.ts'

/** What stands for `{{name}}` in requests. */
export type Values = Readonly<Record<string, string>>

export const fill = (text: string, values: Values): string =>
  text.includes('{{') ? text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole) : text

/** One request as bytes. The signature is made last, so that what was changed is signed as it is. */
export function wireBytes(request: SentRequest, values: Values): Buffer {
  const { method, framing } = request
  const target = fill(request.target, values)
  const body = fill(request.body, values)
  const filled = request.headers.map(([name, value]): Pair => [name, fill(value, values)])
  const signed = request.signs ? Object.entries(signedHeaders(programOf(values), method, target)) : []
  const own = new Set(filled.map(([name]) => name.toLowerCase()))
  const headers = [
    ...(own.has('host') ? [] : [['host', '127.0.0.1']]),
    ...signed.filter(([name]) => !own.has(name)),
    ...filled,
    ...framingOf(framing, method, body),
  ]
  const head = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\r\n')
  return Buffer.from(`${head}\r\n\r\n${framing === 'chunks' ? inChunks(body) : body}`, 'latin1')
}

const programOf = ({ programId = '', programSecret = '' }: Values) => ({ id: programId, secret: programSecret })

function framingOf(framing: SentRequest['framing'], method: string, body: string): readonly Pair[] {
  if (framing === 'own') return []
  if (framing === 'chunks') return [['transfer-encoding', 'chunked']]
  return body === '' && /^(GET|HEAD|OPTIONS|DELETE)$/.test(method) ? [] : [['content-length', String(body.length)]]
}

function inChunks(body: string): string {
  const half = Math.ceil(body.length / 2)
  const pieces = [body.slice(0, half), body.slice(half)].filter((piece) => piece !== '')
  return `${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`
}
