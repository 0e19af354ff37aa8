import { type Answer, headerIn } from './answer-reader.ts'

type Fields = Readonly<Record<string, unknown>>

/** What is not as the contract has it; `undefined` where all is. */
type Fault = string | undefined

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const decoder = new TextDecoder('utf-8', { fatal: true })

/** What the body is as JSON; `undefined` where it is none. */
function jsonIn({ body }: Answer): unknown {
  try {
    return JSON.parse(decoder.decode(body))
  } catch {
    return undefined
  }
}

function json(answer: Answer, mediaType: string, check: (value: Fields) => Fault): Fault {
  const sent = headerIn(answer, 'content-type')
  if (sent !== mediaType) return `content-type is ${sent}`
  const value = jsonIn(answer)
  return isObject(value) ? check(value) : 'the body is no object of JSON'
}

const html = (answer: Answer): Fault =>
  /^<!doctype html>\n<html lang="\w+">/.test(answer.body.toString('latin1', 0, 40)) ? undefined : 'the page is none'

const isTextList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText)

/** Sentences by field; those of the address stand in it. */
const isFieldErrors = (value: unknown): boolean =>
  isText(value) || isTextList(value) || (isObject(value) && Object.values(value).every((each) => isFieldErrors(each)))

function django(answer: Answer): Fault {
  if (answer.status === 404 && headerIn(answer, 'content-type') === 'text/html; charset=utf-8') return html(answer)
  return json(answer, 'application/json', (value) => {
    if (answer.status < 400) return undefined
    if ('detail' in value && typeof value['detail'] === 'string') return undefined
    return Object.keys(value).length > 0 && isFieldErrors(value) ? undefined : 'neither a detail nor errors of fields'
  })
}

const resultMembers = new Set(['data', 'errors'])

function graphql(answer: Answer): Fault {
  if (answer.status === 404 || answer.status === 405 || answer.status === 413 || answer.status === 415) return rest(answer)
  return json(answer, 'application/json', (value) => {
    if (answer.status === 401) return isText(value['message']) && isText(value['error']) ? undefined : 'not the words for a key'
    if (answer.status !== 200) return `status ${answer.status} of GraphQL`
    const { data, errors } = value
    if (!Object.keys(value).every((name) => resultMembers.has(name))) return 'a member that no result has'
    if (errors === undefined) return isObject(data) ? undefined : 'neither data nor errors'
    const isList = Array.isArray(errors) && errors.length > 0
    return isList && errors.every((error) => isObject(error) && isText(error['message'])) ? undefined : 'errors are none'
  })
}

function rest(answer: Answer): Fault {
  if (answer.status < 400) {
    if (headerIn(answer, 'content-type')?.startsWith('image/')) return undefined
    return Array.isArray(jsonIn(answer)) ? undefined : json(answer, 'application/json', () => undefined)
  }
  return json(answer, 'application/json', (value) => {
    if (isText(value['message'])) return undefined
    const { type, title, status, detail } = value
    const isProblem =
      type === `/errors/${answer.status}` && isText(title) && status === answer.status && typeof detail === 'string'
    return isProblem ? undefined : 'neither a problem nor a message'
  })
}

function singula(answer: Answer): Fault {
  return json(answer, 'application/json', (value) => {
    if (answer.status < 400) return undefined
    const { errorCode, requestId, ...words } = value
    if (!Number.isInteger(errorCode)) return 'no errorCode'
    if (requestId !== headerIn(answer, 'x-request-id')) return 'another requestId'
    const texts = [words['userMessage'], words['developerMessage'], words['moreInfo']]
    return texts.every(isText) ? undefined : 'a text of the fault is missing'
  })
}

function pages(answer: Answer): Fault {
  const type = headerIn(answer, 'content-type') ?? ''
  if (answer.status === 303) return headerIn(answer, 'location')?.startsWith('/customer/') ? undefined : 'leads elsewhere'
  if (type.startsWith('text/css')) return undefined
  if (type === 'text/html; charset=utf-8') return html(answer)
  return json(answer, 'application/json', (value) => (isText(value['message']) ? undefined : 'no message'))
}

function service(answer: Answer): Fault {
  if (answer.status < 400) return undefined
  return json(answer, 'application/problem+json; charset=utf-8', (value) => {
    const isProblem = isText(value['title']) && value['status'] === answer.status && isText(value['code'])
    return isProblem ? undefined : 'no problem'
  })
}

const readiness = (answer: Answer): Fault => (answer.status < 400 || answer.status === 503 ? undefined : service(answer))

const owners: readonly (readonly [path: RegExp, shape: (answer: Answer) => Fault])[] = [
  [/^\/(api\/v1|auth)\//, django],
  [/^\/api\/graphi?ql\/?$/, graphql],
  [/^\/(api|storage)\//, rest],
  [/^\/(apis\/)?customers\/v1\//, singula],
  [/^\/customer\//, pages],
  [/^\/docs\/faults\/?$/, (answer) => (answer.status < 400 ? html(answer) : singula(answer))],
  [/^\/readyz\/?$/, readiness],
]

const statuses = new Set([200, 201, 204, 303, 400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422, 429])

/** What is wrong with the form of an answer, asked for at this path, be it of whichever contract has the path. */
export function shapeFault(path: string, method: string, answer: Answer): Fault {
  const { status, head, body } = answer
  if (/\r\nx-injected:/i.test(head)) return 'a header that the request brought'
  if (isOfProtocol(answer)) return undefined
  if (!statuses.has(status) && !isShed(answer)) return `status ${status}`
  if (headerIn(answer, 'x-request-id') === undefined) return 'no x-request-id'
  if (headerIn(answer, 'x-content-type-options') !== 'nosniff') return 'no x-content-type-options'
  if (headerIn(answer, 'cache-control') === undefined) return 'no cache-control'
  if (status === 429 && headerIn(answer, 'retry-after') === undefined) return '429 without retry-after'
  if (status === 204 || method === 'HEAD') return body.length === 0 ? undefined : 'a body where none belongs'
  const [, shape = service] = owners.find(([pattern]) => pattern.test(path)) ?? []
  return shape(answer)
}

/** Refused for now, with the word when to come back. */
export const isShed = (answer: Answer): boolean => answer.status === 503 && headerIn(answer, 'retry-after') !== undefined

/** What is no HTTP has no contract: one status, no body, and the connection ends. */
const isOfProtocol = (answer: Answer): boolean =>
  [400, 408, 417, 431].includes(answer.status) && answer.body.length === 0 && headerIn(answer, 'x-request-id') === undefined
