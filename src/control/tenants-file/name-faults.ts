import { apiKeyTexts } from '../../adapters/secrets/api-key-texts.ts'
import { isNetwork } from '../../config/networks.ts'
import { kindOf } from './core-form.ts'
import type { Fault, Path } from './document.ts'
import { faultIf, type Named, repeated } from './fault-making.ts'
import type { FileKey, FileTenant } from './schema.ts'
import type { Section } from './setting-faults.ts'

type OfTenant = Pick<Section, 'path' | 'said'>

/** What is wrong with hosts and keys that are in form; what tells tenants and programs apart is named once. */
export const nameFaults = (tenants: readonly OfTenant[]): readonly Fault[] => [
  ...tenants.flatMap(({ path, said }) => [...hostFaults(path, said), ...keyFaults(path, said)]),
  ...repeated(tenants.flatMap(hostsOf), 'is a host'),
  ...repeated(tenants.flatMap(keyNamesOf), 'is the name or id of a key'),
  ...repeated(tenants.flatMap(secretsOf), 'is the secret of a key'),
]

const hostForm = /^([A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.|$))+(?<!\.)$|^\[[0-9A-Fa-f:.]+\]$/
const longestHost = 253

const hostFaults = (path: Path, { hosts = [] }: FileTenant): readonly Fault[] =>
  hosts.flatMap((host, index) =>
    faultIf(
      host.length > longestHost || !hostForm.test(host),
      [...path, 'hosts', index],
      `is ${JSON.stringify(host)}; accepted: the name of a host in ASCII, without a port, as in shop.example or xn--bcher-kva.example`,
    ),
  )

function keyFaults(path: Path, { keys = [] }: FileTenant): readonly Fault[] {
  return keys.flatMap((key, index) => {
    const at = [...path, 'keys', index]
    const isUnreadable = key.kind === 'service' && key.secret !== undefined && !apiKeyTexts.read(key.secret)
    const networks = (key.kind === 'service' ? null : key.allowedNetworks) ?? []
    return [
      ...faultIf(
        isUnreadable,
        [...at, 'secret'],
        'is no text as patron keys create makes it: patron_sk_<32 hex>_<43 characters>',
      ),
      ...networks.flatMap((network, place) =>
        faultIf(
          !isNetwork(network),
          [...at, 'allowedNetworks', place],
          `is ${JSON.stringify(network)}; accepted: an IP address, or a network as in 10.0.0.0/8`,
        ),
      ),
    ]
  })
}

const hostsOf = ({ path, said: { hosts = [] } }: OfTenant): readonly Named[] =>
  hosts.map((host, index) => ({ name: host.toLowerCase(), path: [...path, 'hosts', index] }))

/** Public ids are one program's in the whole installation; names of keys in their tenant. */
const keyNamesOf = ({ path, said: { keys = [] } }: OfTenant): readonly Named[] =>
  keys.map((key, index) => {
    const at = [...path, 'keys', index]
    if ('id' in key) return { name: `hmac ${key.id}`, path: [...at, 'id'] }
    return { name: `${key.kind} ${key.name} of ${path.join(' ')}`, path: [...at, 'name'] }
  })

/** A key that is sent along is found by its secret. */
const secretsOf = ({ path, said: { keys = [] } }: OfTenant): readonly Named[] =>
  keys.flatMap((key, index) => {
    const name = secretName(key)
    return name === undefined ? [] : [{ name, path: [...path, 'keys', index, 'secret'] }]
  })

function secretName(key: FileKey): string | undefined {
  if (key.secret === undefined || kindOf(key) === 'hmac') return undefined
  return key.kind === 'service' ? apiKeyTexts.read(key.secret)?.id : key.secret
}
