import { jsonRequest, type RequestHead } from './json-request.ts'

/** One POST to `/api/graphql`, whole. The body is the document with its variables, or a text as it is. */
export const graphqlRequest = (
  body: string | { readonly query: string; readonly variables?: unknown },
  head: Pick<RequestHead, 'further'> = {},
): Buffer => jsonRequest('/api/graphql', typeof body === 'string' ? body : JSON.stringify(body), head)
