import fc from 'fast-check'
import { aCustomer } from './a-customer.ts'

/** A header value that HTTP can carry. */
const headerValue = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code === 0x7f ? 0x20 : code)),
})
const mediaType = fc.oneof(
  { weight: 6, arbitrary: fc.constant('application/json') },
  fc.constantFrom('application/json; charset=utf-16', 'application/json; charset=latin-1', 'application/x-www-form-urlencoded'),
  fc.constantFrom('multipart/form-data', 'multipart/form-data; boundary=a', 'multipart/form-data; boundary="a;b"', ''),
  headerValue,
  headerValue.map((value) => `application/json; charset=${value}`),
  headerValue.map((value) => `multipart/form-data; boundary=${value}`),
)
/** Mostly what passes, so that the body is looked at too. */
const mostly = (usual: fc.Arbitrary<string>) => fc.oneof({ weight: 9, arbitrary: usual }, headerValue)
/** Headers of a registration, most of them such that the body is read. */
export const sentHeaders = fc.record(
  {
    'content-type': mediaType,
    accept: mostly(fc.constantFrom('*/*', 'application/json', 'text/html;q=0.5, image/*')),
    'idempotency-key': mostly(fc.uuid()),
    'content-encoding': mostly(fc.constant('identity')),
    'x-forwarded-for': headerValue,
    'x-request-id': headerValue,
    authorization: headerValue,
  },
  { requiredKeys: ['content-type'] },
)
const anyText = fc.string({ unit: 'binary' })
/** What may stand for the value of a field. */
export const fieldValue = fc.oneof(
  anyText,
  fc.jsonValue(),
  fc.constantFrom('\ud800', '\0', null, 'a@b.co', '9'.repeat(400), -0, 1e308),
)
const registration = fc
  .record(Object.fromEntries(Object.keys(aCustomer()).map((name) => [name, fieldValue])), { requiredKeys: [] })
  .map((fields) => JSON.stringify(aCustomer(fields)))
/** JSON with a piece of something else put into it. */
const damaged = fc
  .tuple(registration, fc.nat(), anyText)
  .map(([text, at, piece]) => text.slice(0, at % (text.length + 1)) + piece + text.slice(at % (text.length + 1)))
const part = fc
  .tuple(fc.oneof(anyText, fc.constantFrom(...Object.keys(aCustomer()))), anyText)
  .map(([name, value]) => `--a\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
/** Registrations, registrations with something put into them, other JSON, multipart forms, and bytes. */
export const sentBody = fc.oneof(
  registration.map((text) => Buffer.from(text)),
  damaged.map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(text)),
  fc.array(part).map((parts) => Buffer.from(`${parts.join('')}--a--\r\n`)),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
)
