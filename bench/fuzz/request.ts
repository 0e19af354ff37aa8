import type { Chance } from './chance.ts'

export const surfaces = ['django', 'graphql', 'rest', 'singula', 'service', 'pages'] as const
export type Surface = (typeof surfaces)[number]

export type Pair = readonly [name: string, value: string]

/** A body in parts that can be changed one by one. */
export type DraftBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'graphql'; readonly document: string; readonly variables: unknown }
  | { readonly kind: 'form'; readonly fields: readonly Pair[] }

/**
 * A request as a contract means it. Texts may hold `{{name}}` for what differs in each run (people, tokens, links), which is
 * filled in when the request is sent.
 */
export interface Draft {
  readonly surface: Surface
  readonly method: string
  readonly path: string
  readonly query: readonly Pair[]
  readonly headers: readonly Pair[]
  readonly body: DraftBody
  /** Whether it is signed as Singula's programs sign, once it is known what is sent. */
  readonly signs: boolean
}

/** A request that a contract takes; `number` is another for each request of a run. */
export type Seed = (chance: Chance, number: number) => Draft

/**
 * A request as it goes over the wire, but for what is filled in and for the signature. Each character of its texts is a byte.
 * The same for one seed of a run and one number, so that it can be made again, or be kept.
 */
export interface SentRequest {
  readonly surface: Surface
  /** How it was changed. */
  readonly kind: string
  readonly method: string
  readonly target: string
  readonly headers: readonly Pair[]
  readonly body: string
  readonly signs: boolean
  /** How the length of the body is told: rightly, in chunks, or by nothing but what is among the headers. */
  readonly framing: 'length' | 'chunks' | 'own'
}

/** A text as the bytes of its UTF-8, a character each; halves of surrogate pairs as three bytes, which is no UTF-8. */
export const bytesOf = (text: string): string => (text.isWellFormed() ? encode(text) : [...text].map(encodeOne).join(''))

const encode = (text: string): string => Buffer.from(text).toString('latin1')

function encodeOne(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0xd800 || code > 0xdfff) return encode(character)
  return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
}

const json: Pair = ['content-type', 'application/json']

const bodyOf = (body: DraftBody): string => {
  switch (body.kind) {
    case 'none':
      return ''
    case 'json':
      return bytesOf(JSON.stringify(body.value) ?? '')
    case 'graphql':
      return bytesOf(JSON.stringify({ query: body.document, variables: body.variables }))
    case 'form':
      return parameters(body.fields)
  }
}

const typeOf = (body: DraftBody): readonly Pair[] =>
  body.kind === 'none' ? [] : body.kind === 'form' ? [['content-type', 'application/x-www-form-urlencoded']] : [json]

/** As the wire has it. */
export function written(draft: Draft, kind: string): SentRequest {
  const { surface, method, path, query, headers, body, signs } = draft
  const told = parameters(query)
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    surface,
    kind,
    method,
    target: path + (told === '' ? '' : `?${told}`),
    headers: [...headers, ...(isTyped ? [] : typeOf(body))].map(([name, value]) => [name, bytesOf(value)]),
    body: bodyOf(body),
    signs,
    framing: 'length',
  }
}

/** As in queries and forms; what is filled in later stays as it is. */
const parameters = (pairs: readonly Pair[]): string =>
  pairs.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .split(/(\{\{\w+\}\})/)
    .map((piece) => (piece.startsWith('{{') ? piece : encodeURIComponent(piece).replaceAll('%20', '+')))
    .join('')
