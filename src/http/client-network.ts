import { isIPv6 } from 'node:net'

/**
 * What limits count as one client: an IPv4 address, or the /64 an IPv6 address is in, since whoever has one
 * address of it has them all. One spelling per network, IPv4 written as IPv6 included.
 */
export function clientNetwork(sent: string): string {
  const address = clientAddress(sent)
  return isIPv6(address) ? `${address.split(':').slice(0, 4).join(':')}::/64` : address
}

/** The address itself, without port and zone, and in one spelling: IPv4 also where it came written as IPv6. */
export function clientAddress(sent: string): string {
  const address = withoutPort(sent)
  if (!isIPv6(address)) return address
  const groups = ipv6Groups(address)
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff'
  return mapped ? ipv4Of(groups[6], groups[7]) : groups.join(':')
}

/** Some proxies write the port along, which would make every connection a client of its own. */
const withoutPort = (sent: string): string => /^\[(.+)\](?::\d+)?$/.exec(sent)?.[1] ?? /^([\d.]+):\d+$/.exec(sent)?.[1] ?? sent

/** The eight groups in lower-case hexadecimal without leading zeros; the URL parser knows every spelling. */
function ipv6Groups(address: string): readonly string[] {
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]/`).hostname.slice(1, -1)
  const [left = [], right = []] = canonical.split('::').map((half) => half.split(':').filter((group) => group !== ''))
  return [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
}

function ipv4Of(high = '0', low = '0'): string {
  const bits = Number.parseInt(high, 16) * 0x10000 + Number.parseInt(low, 16)
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.')
}
