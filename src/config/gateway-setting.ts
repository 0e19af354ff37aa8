/** The headers a trusted gateway tells of its caller in, in lower case. */
export interface GatewayHeaders {
  /** Shows that it is the gateway. */
  readonly secret: string
  readonly tenant: string
  readonly user: string
  readonly source: string
}

const usual: GatewayHeaders = {
  secret: 'x-gateway-secret',
  tenant: 'x-tenant-id',
  user: 'x-user-id',
  source: 'x-source',
}

export const usualGatewayHeaders = Object.entries(usual)
  .map(([what, header]) => `${what}=${header}`)
  .join(',')

/** `what=header` for each that is called otherwise; `undefined` when one is no header, none of the four or named twice. */
export function readGatewayHeaders(given: string): GatewayHeaders | undefined {
  const named = given.split(',').map((pair) => pair.split('=').map((part) => part.trim().toLowerCase()))
  const isGood = named.every(([what = '', header = '', ...more]) => {
    return what in usual && /^[a-z0-9-]+$/.test(header) && more.length === 0
  })
  if (!isGood || new Set(named.map(([what]) => what)).size < named.length) return undefined
  const headers = { ...usual, ...Object.fromEntries(named) }
  const areFour = new Set(Object.values(headers)).size === Object.keys(usual).length
  return areFour ? headers : undefined
}
