import type { DeclarationFault } from '../../core/tenants/declaration.ts'
import type { Fault, Path } from './document.ts'
import type { TenantsFile } from './schema.ts'

type Answers = { readonly [Code in DeclarationFault['code']]: (fault: Extract<DeclarationFault, { code: Code }>) => string }

const sentences: Answers = {
  host_taken: ({ holder }) => `is a host of the tenant ${holder}, which this file does not name`,
  text_changed: ({ version }) => `differs from the text that was declared as version ${version} before; give it a new version`,
  secret_missing: () => 'has no secret, and there is no such key yet',
  key_taken: ({ holder }) => `is a key of the tenant ${holder} already`,
  id_taken: ({ holder }) => `has a secret whose id is that of another key: ${holder}`,
  name_taken: () => 'has the secret of a key that is called otherwise, and another key has its name',
}

/** Says of what cannot be done where it stands in the file. */
export function faultInFile(fault: DeclarationFault, file: TenantsFile): Fault {
  const answer = sentences[fault.code] as (fault: DeclarationFault) => string
  return { path: pathOf(fault, file), text: answer(fault) }
}

function pathOf(fault: DeclarationFault, file: TenantsFile): Path {
  if (fault.code === 'host_taken') return ['tenants', fault.tenant, 'hosts', fault.index]
  if (fault.code === 'text_changed') return textPath(fault, file)
  return ['tenants', fault.tenant, 'keys', fault.index]
}

/** A tenant that says nothing of consents has those of the defaults. */
function textPath(
  { tenant, consentId, version, locale }: Extract<DeclarationFault, { code: 'text_changed' }>,
  { defaults, tenants }: TenantsFile,
): Path {
  const own = tenants[tenant]?.consents
  const consents = own ?? defaults?.consents ?? []
  const index = consents.findIndex((consent) => consent.consentId === consentId)
  const place = consents[index]?.versions?.findIndex((one) => one.version === version) ?? -1
  return [...(own ? ['tenants', tenant] : ['defaults']), 'consents', index, 'versions', place, 'texts', locale, 'text']
}
