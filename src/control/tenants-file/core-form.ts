import { alpha2Of } from '../../adapters/reference/countries.ts'
import { type ApiKeyKind, scopes } from '../../core/tenants/api-key.ts'
import type { KeyDeclaration, SaidSettings, TenantDeclaration } from '../../core/tenants/declaration.ts'
import type { ConsentDefinition, ConsentVersion, PreviousSystem } from '../../core/tenants/settings.ts'
import { usualRequestsPerMinute } from '../key-bounds.ts'
import type { FileConsent, FileKey, FileSettings, FileTenant, TenantsFile } from './schema.ts'

/** The tenants of a file that is known to be in form, each with the file's defaults for what it leaves out. */
export const declarationsOf = ({ defaults = {}, tenants }: TenantsFile): readonly TenantDeclaration[] =>
  Object.entries(tenants).map(([name, tenant]) => ({
    name,
    settings: settingsOf({ ...defaults, ...tenant }),
    hosts: (tenant.hosts ?? []).map((host) => host.toLowerCase()),
    keys: (tenant.keys ?? []).map(keyOf),
  }))

/** Settings as the core has them: one form for what may be written in several. */
export function settingsOf({ about: _comment, hosts: _hosts, keys: _keys, ...said }: FileTenant): SaidSettings {
  const { country, publicUrl, customerTypes, languages, consents, previousSystem, ...others }: FileSettings = said
  const [usualType, ...otherTypes] = customerTypes ?? []
  const [firstLanguage, ...otherLanguages] = languages ?? []
  return {
    ...withoutAbsent(others),
    ...(country !== undefined && { country: (country && alpha2Of(country.toUpperCase())) ?? null }),
    ...(publicUrl !== undefined && { publicUrl: publicUrl?.replace(/\/+$/, '') ?? null }),
    ...(usualType !== undefined && { customerTypes: [usualType, ...otherTypes] }),
    ...(languages !== undefined && { languages: firstLanguage ? [firstLanguage, ...otherLanguages] : null }),
    ...(previousSystem !== undefined && { previousSystem: previousSystem && previousSystemOf(previousSystem) }),
    ...(consents && { consents: consents.map(consentOf) }),
  }
}

type Present<Values> = { [Name in keyof Values]: Exclude<Values[Name], undefined> }

const withoutAbsent = <Values extends object>(values: Values): Present<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<Values>

const consentOf = ({ mandatory = 'no', contactMethods = 'none', versions, ...told }: FileConsent): ConsentDefinition => {
  const [first, ...later] = (versions ?? []).map(versionOf)
  return { ...told, mandatory, contactMethods, versions: [first ?? { version: '1', validFrom: null, texts: {} }, ...later] }
}

const previousSystemOf = ({
  url,
  key = null,
  secretVariable = null,
  contract,
}: NonNullable<FileSettings['previousSystem']>): PreviousSystem => ({
  contract,
  url: url.replace(/\/+$/, ''),
  key,
  secretVariable,
})

const versionOf = ({ version, validFrom, texts = {} }: NonNullable<FileConsent['versions']>[number]): ConsentVersion => ({
  version,
  validFrom: validFrom ? new Date(validFrom).toISOString() : null,
  texts: Object.fromEntries(Object.entries(texts).map(([locale, { text, url }]) => [locale, { text, url: url ?? null }])),
})

export const kindOf = ({ kind }: FileKey): ApiKeyKind => (kind === 'hmac-v1' ? 'hmac' : kind)

function keyOf(key: FileKey): KeyDeclaration {
  const same = {
    kind: kindOf(key),
    secret: key.secret ?? null,
    publicId: null,
    scopes: null,
    requestsPerMinute: null,
    allowedNetworks: null,
  }
  switch (key.kind) {
    case 'service':
      return { ...same, name: key.name }
    case 'storefront': {
      const { name, requestsPerMinute = usualRequestsPerMinute, allowedNetworks = null } = key
      return { ...same, name, requestsPerMinute, allowedNetworks }
    }
    default: {
      const { id, allowedNetworks = null } = key
      const said = key.scopes ?? null
      return { ...same, name: id, publicId: id, scopes: said && scopes.filter((scope) => said.includes(scope)), allowedNetworks }
    }
  }
}
