import { isIP } from 'node:net'
import { readList } from './setting.ts'

export const acceptedNetworks = 'IP addresses and networks as in 10.0.0.0/8, separated by commas'

/** @returns `undefined` when the text is not such a list */
export const readNetworks = (text: string): readonly string[] | undefined => readList(text, isNetwork)

export function isNetwork(item: string): boolean {
  const [address = '', bits, ...more] = item.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
