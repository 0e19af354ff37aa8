import { toAscii } from '../network/idna.ts'

// What ends a line or an address in SMTP or in a header. Quoting allows some of it; nothing that is written by hand has it.
const breaksOut = /[\p{Cc}\p{Zl}\p{Zp}<>]/u
const isLiteral = /^\[.*\]$/

/**
 * The address as a mail server is told it: the domain in ASCII (IDNA), the local part as it is.
 *
 * @returns `undefined` for what is no address, and for a domain that IDNA makes another one of: Node reads `1.2` as 1.0.0.2
 */
export function sendableAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)]
  if (at < 1 || domain === '' || breaksOut.test(address)) return undefined
  if (isLiteral.test(domain)) return address
  const ascii = toAscii(domain)
  const isAscii = /^[\x20-\x7e]*$/.test(domain)
  return ascii === '' || (isAscii && ascii !== domain.toLowerCase()) ? undefined : `${local}@${ascii}`
}
