import { settingChanges } from './changes.ts'
import type {
  DeclarationFault,
  KeyPlan,
  StoredKey,
  StoredTenant,
  StoredText,
  TenantDeclaration,
  TenantPlan,
} from './declaration.ts'
import { type KeyPlanningDeps, planKey } from './plan-keys.ts'
import type { ConsentDefinition } from './settings.ts'

/** Everything there is, as far as declarations are about it. */
export interface DeclaredSoFar {
  readonly tenants: readonly StoredTenant[]
  readonly keys: readonly StoredKey[]
  /** By the tenant's id. */
  readonly texts: ReadonlyMap<string, readonly StoredText[]>
}

export interface PlanningDeps extends KeyPlanningDeps {
  newId(): string
}

/**
 * Says what has to change for the tenants to be as declared. Tenants and keys that are not declared stay as they are; hosts
 * and settings of a declared tenant are those that are declared.
 *
 * @returns a plan for each tenant, in their order; it is of use only where no fault was found in any of them
 */
export function planTenants(
  declarations: readonly TenantDeclaration[],
  soFar: DeclaredSoFar,
  deps: PlanningDeps,
): { readonly plans: readonly TenantPlan[]; readonly faults: readonly DeclarationFault[] } {
  const planned = declarations.map((declared) => planTenant(declared, soFar, deps))
  const staying = soFar.tenants.filter(({ name }) => !declarations.some((declared) => declared.name === name))
  return {
    plans: planned.map(({ plan }) => plan),
    faults: [...declarations.flatMap((declared) => takenHosts(declared, staying)), ...planned.flatMap(({ faults }) => faults)],
  }
}

/** A host may move between tenants that are declared together, and not away from one that is not. */
const takenHosts = ({ name, hosts }: TenantDeclaration, staying: readonly StoredTenant[]): readonly DeclarationFault[] =>
  hosts.flatMap((host, index) => {
    const holder = staying.find((other) => other.hosts.includes(host))
    return holder ? [{ code: 'host_taken' as const, tenant: name, index, holder: holder.name }] : []
  })

function planTenant(
  { name, settings, hosts, keys: declaredKeys }: TenantDeclaration,
  soFar: DeclaredSoFar,
  deps: PlanningDeps,
): { readonly plan: TenantPlan; readonly faults: readonly DeclarationFault[] } {
  const stored = soFar.tenants.find((tenant) => tenant.name === name)
  const id = stored?.id ?? deps.newId()
  const { keys, faults } = planKeys({ name, id, declaredKeys }, soFar, deps)
  const { newTexts, changedTexts } = compareTexts(settings.consents ?? [], soFar.texts.get(id) ?? [])
  const changes = settingChanges(stored?.settings ?? {}, settings)
  const hostsAdded = hosts.filter((host) => !stored?.hosts.includes(host))
  const hostsRemoved = (stored?.hosts ?? []).filter((host) => !hosts.includes(host))
  const isChanged = [changes, hostsAdded, hostsRemoved, newTexts, keys.filter(isTouched)].some(({ length }) => length > 0)
  const outcome = stored === undefined ? 'created' : isChanged ? 'changed' : 'unchanged'
  return {
    plan: { id, name, outcome, settings, changes, hostsAdded, hostsRemoved, keys, newTexts },
    faults: [...changedTexts.map((text) => ({ code: 'text_changed' as const, tenant: name, ...text })), ...faults],
  }
}

const isTouched = ({ outcome }: KeyPlan): boolean => outcome === 'created' || outcome === 'changed'

function planKeys(
  { name, id, declaredKeys }: Pick<StoredTenant, 'name' | 'id'> & { declaredKeys: TenantDeclaration['keys'] },
  { tenants, keys }: DeclaredSoFar,
  deps: PlanningDeps,
): { readonly keys: readonly KeyPlan[]; readonly faults: readonly DeclarationFault[] } {
  const nameOf = (tenantId: string) => tenants.find((tenant) => tenant.id === tenantId)?.name ?? tenantId
  const planned = declaredKeys.map((key) => planKey(key, { tenantId: id, stored: keys, nameOf }, deps))
  return {
    keys: planned.flatMap((one) => (one.ok ? [one.plan] : [])),
    faults: planned.flatMap((one, index) => (one.ok ? [] : [{ tenant: name, index, ...one.fault }])),
  }
}

/** A text that was declared stays as it is for good, under its version and language. */
function compareTexts(consents: readonly ConsentDefinition[], stored: readonly StoredText[]) {
  const declared = consents.flatMap(textsOf).map((text) => ({ text, before: stored.find((one) => isSameText(one, text)) }))
  return {
    newTexts: declared.filter(({ before }) => before === undefined).map(({ text }) => text),
    changedTexts: declared
      .filter(({ text, before }) => before !== undefined && before.content !== text.content)
      .map(({ text: { consentId, version, locale } }) => ({ consentId, version, locale })),
  }
}

const isSameText = (one: StoredText, other: StoredText): boolean =>
  one.consentId === other.consentId && one.version === other.version && one.locale === other.locale

const textsOf = ({ consentId, versions }: ConsentDefinition): readonly StoredText[] =>
  versions.flatMap(({ version, texts }) =>
    (Object.keys(texts) as (keyof typeof texts)[]).flatMap((locale) => {
      const content = texts[locale]?.text
      return content === undefined ? [] : [{ consentId, version, locale, content }]
    }),
  )
