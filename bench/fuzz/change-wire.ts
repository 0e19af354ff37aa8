import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { Chance } from './chance.ts'
import { hugeJson, nastyJson, nastyTexts } from './nasty.ts'
import { bytesOf, type Pair, type SentRequest } from './request.ts'

/** Changes what goes over the wire, whatever it means; `undefined` where there is nothing to change. */
export type WireChange = (request: SentRequest, chance: Chance) => SentRequest | undefined

const value = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g

/** JSON that no writer of JSON makes. */
export const changeJsonText: WireChange = (request, chance) => {
  const { body } = request
  if (!/^[[{]/.test(body)) return undefined
  const raw = bytesOf(chance.happens(0.02) ? chance.one(hugeJson) : chance.one(nastyJson))
  const places = [...body.matchAll(value)]
  if (places.length === 0 || chance.happens(0.1)) return { ...request, body: chance.happens(0.5) ? raw : `${body}${raw}` }
  const place = chance.one(places)
  const [before, after] = [body.slice(0, place.index), body.slice(place.index + place[0].length)]
  if (chance.happens(0.2)) return { ...request, body: `${before}${place[0]}:${raw},${place[0]}${after}` } // a member twice
  return { ...request, body: `${before}${raw}${after}` }
}

const brokenBytes = [
  ...['\x80', '\xff', '\xc0\xaf', '\xe0\x80\xaf', '\xc0\x80', '\xed\xa0\x80', '\xed\xa0\xbd\xed\xb8\x80'],
  ...['\xf4\x90\x80\x80', '\xf0\x9f', '\xfe\xff', '\0', '\x1b'],
]

const encodings: readonly ((body: string) => string)[] = [
  (body) => Buffer.from(body, 'utf16le').toString('latin1'),
  (body) => `\xff\xfe${Buffer.from(body, 'utf16le').toString('latin1')}`,
  (body) => `\xef\xbb\xbf${body}`,
  (body) => gzipSync(Buffer.from(body, 'latin1')).toString('latin1'),
  (body) => deflateSync(Buffer.from(body, 'latin1')).toString('latin1'),
  (body) => body.replaceAll(/[\x80-\xff]+/g, '\xe9'),
  (body) => Buffer.from(body, 'latin1').toString('base64'),
]

export const changeBytes: WireChange = (request, chance) => {
  const { body } = request
  if (body === '') return { ...request, body: chance.one([...brokenBytes, '{}', '[]', 'a=b', '""', ' ', 'null']) }
  const at = chance.below(body.length)
  const other = () => {
    switch (chance.below(6)) {
      case 0:
        return body.slice(0, at)
      case 1:
        return body.slice(0, at) + String.fromCharCode(chance.below(256)) + body.slice(at + 1)
      case 2:
        return body.slice(0, at) + body.slice(at + 1 + chance.below(20))
      case 3:
        return body.slice(0, at) + body.slice(Math.max(0, at - 30))
      case 4:
        return chance.one(encodings)(body)
      default:
        return body.slice(0, at) + chance.one(brokenBytes) + body.slice(at)
    }
  }
  return { ...request, body: other() }
}

const bombs: readonly Pair[] = [
  ['gzip', gzipSync(Buffer.alloc(8_000_000)).toString('latin1')],
  ['deflate', deflateSync(Buffer.alloc(8_000_000)).toString('latin1')],
  ['br', brotliCompressSync(Buffer.alloc(8_000_000)).toString('latin1')],
]

export const compress: WireChange = (request, chance) => {
  const [coding, body] = chance.one(bombs)
  return { ...request, body, headers: [...request.headers, ['content-encoding', coding]] }
}

const framings: readonly Pair[] = [
  ...['0', '1', '-1', '+5', '5, 5', '0x10', '1e3', '99999999999999999999', ' 5', '1048577', ''].map(
    (length): Pair => ['content-length', length],
  ),
  ...['chunked', 'Chunked', 'gzip, chunked', 'chunked, chunked', 'identity', 'x', ' chunked', 'chunked;a'].map(
    (coding): Pair => ['transfer-encoding', coding],
  ),
  ['expect', '100-continue'],
  ['expect', 'x'],
  ['connection', 'close'],
  ['connection', 'upgrade'],
  ['upgrade', 'websocket'],
  ['upgrade', 'h2c'],
  ['te', 'trailers'],
  ['trailer', 'content-length'],
  ['x: a\r\nx-injected', '1'],
  ['x\0', 'a'],
  ['x', 'a\x01b'],
  ['x', 'a\x7fb\x1b[31m'],
  ['x-forwarded-for', 'a\0b'],
  [' folded', 'a'],
  ['x', 'y'.repeat(20_000)],
]

/** What says where the request ends, or is no HTTP. */
export const changeFraming: WireChange = (request, chance) => {
  const { method, target, headers } = request
  switch (chance.below(6)) {
    case 0: // what frames itself, or is no HTTP, stays so
      return request.framing === 'own' ? request : { ...request, framing: 'chunks' }
    case 1:
      return {
        ...request,
        framing: 'own',
        method: chance.one(['get', 'CONNECT', 'FROB', '', 'GET GET', 'P\0ST', `${method} `, 'PRI']),
      }
    case 2:
      return {
        ...request,
        framing: 'own',
        target: chance.one([`${target} `, `${target}\t`, `${target}\0`, '*', '', 'a', '//', `${target}#a`, `${target}\xff`]),
      }
    case 3: {
      const length: Pair = ['content-length', String(request.body.length)]
      return { ...request, framing: 'own', headers: [...headers, length, chance.one(framings)] }
    }
    case 4:
      return {
        ...request,
        framing: 'own',
        headers: [...headers, ...Array.from({ length: 300 }, (_, n): Pair => [`x-${n}`, 'a'.repeat(chance.below(80))])],
      }
    default:
      return { ...request, framing: 'own', headers: [...headers, chance.one(framings)] }
  }
}

/** A multipart form, more or less, with what the body holds in it. */
export const multipart: WireChange = (request, chance) => {
  const boundary = chance.one(['a', 'frontier', "'()+_,-./:=?", 'x'.repeat(70), ''])
  const name = chance.one(['email', 'first_name', 'password', ...nastyTexts.slice(0, 40)])
  const part = chance.one([
    `--${boundary}\r\ncontent-disposition: form-data; name="${bytesOf(name)}"\r\n\r\n${bytesOf(chance.one(nastyTexts))}\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data; name="${bytesOf(name)}"; filename="a"\r\ncontent-type: text/plain\r\n\r\na\r\n`,
    `--${boundary}\r\n\r\n\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data\r\n`,
    `--${boundary}\n`,
  ])
  const headers = request.headers.filter(([other]) => other !== 'content-type')
  return {
    ...request,
    body: part.repeat(1 + chance.below(4)) + chance.one([`--${boundary}--\r\n`, '', `--${boundary}`]),
    headers: [...headers, ['content-type', `multipart/form-data; boundary=${boundary}`]],
  }
}
