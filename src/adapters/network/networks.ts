import { BlockList, isIP, isIPv6 } from 'node:net'

/**
 * Whether the address is one of these or in one of these networks (`10.0.0.0/8`). An IPv4 address written as IPv6 counts
 * as the IPv4 address, on either side. What is no address, such as the `unknown` of some proxies, is in none.
 */
export const isInNetworks = (address: string, networks: readonly string[]): boolean =>
  isIP(address) !== 0 && listOf(networks).check(address, familyOf(address))

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4')

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [start = '', bits] = network.split('/')
    if (bits === undefined) list.addAddress(start, familyOf(start))
    else list.addSubnet(start, Number(bits), familyOf(start))
  }
  return list
}
