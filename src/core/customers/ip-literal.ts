/**
 * One spelling for each address literal of a mail domain: `[192.0.2.1]` as it is, IPv6 as RFC 5952 writes it, with the tag of
 * RFC 5321 whether or not the caller wrote it (`[2001:DB8:0::1]` and `[IPv6:2001:db8::1]` give `[ipv6:2001:db8::1]`).
 * An IPv4 address inside an IPv6 one stays IPv6.
 *
 * @param literal  with its brackets, normalised to NFKC
 * @returns null for anything else: octets with leading zeros, zones, other tags
 */
export function ipLiteralKey(literal: string): string | null {
  const inside = /^\[(.+)\]$/.exec(literal.toLowerCase())?.[1]
  if (inside === undefined) return null
  if (isIpv4(inside)) return `[${inside}]`
  const groups = readIpv6(inside.replace(/^ipv6:/, ''))
  return groups && `[ipv6:${writeIpv6(groups)}]`
}

const isIpv4 = (text: string): boolean => {
  const octets = text.split('.')
  return octets.length === 4 && octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) <= 255)
}

/** The eight groups, or null. */
function readIpv6(text: string): number[] | null {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return null
  const before = readGroups(head, tail === undefined)
  const after = readGroups(tail ?? '', true)
  if (before === null || after === null) return null
  const left = 8 - before.length - after.length
  if (tail === undefined ? left !== 0 : left < 1) return null
  return [...before, ...new Array<number>(left).fill(0), ...after]
}

/** @param last  whether these groups end the address, where the final 32 bits may be written as IPv4 */
function readGroups(text: string, last: boolean): number[] | null {
  if (text === '') return []
  const words = text.split(':')
  const end = words.at(-1) ?? ''
  const embedded = last && isIpv4(end) ? end.split('.').map(Number) : []
  const [a = 0, b = 0, c = 0, d = 0] = embedded
  const hexes = embedded.length > 0 ? words.slice(0, -1) : words
  if (!hexes.every((word) => /^[0-9a-f]{1,4}$/.test(word))) return null
  return [...hexes.map((word) => parseInt(word, 16)), ...(embedded.length > 0 ? [a * 256 + b, c * 256 + d] : [])]
}

/** RFC 5952, section 4: no leading zeros, the first of the longest runs of two or more zero groups becomes `::`. */
function writeIpv6(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(':')
  const runs = text.match(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g) ?? []
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  if (longest === '') return text
  const cut = new RegExp(`(?:^|:)(?<![0-9a-f])${longest}(?![0-9a-f])(?:$|:)`)
  return text.replace(cut, '::')
}
