import type { ApiKeySecrets, ApiKeyTexts } from './api-key.ts'
import { changesBetween } from './changes.ts'
import type { DeclarationFault, KeyBounds, KeyDeclaration, KeyPlan, StoredKey } from './declaration.ts'

export interface KeyPlanningDeps {
  readonly secrets: Pick<ApiKeySecrets, 'isKept'>
  readonly texts: Pick<ApiKeyTexts, 'read' | 'digestOf' | 'isSame'>
}

/** Keys there are: of every tenant, since ids and secrets are one tenant's only. */
export interface KnownKeys {
  readonly tenantId: string
  readonly stored: readonly StoredKey[]
  nameOf(tenantId: string): string
}

type KeyFault<Fault = DeclarationFault> = Fault extends { readonly index: number } ? Omit<Fault, 'tenant' | 'index'> : never
export type PlannedKey = { readonly ok: true; readonly plan: KeyPlan } | { readonly ok: false; readonly fault: KeyFault }

/** Finds what there is of a declared key, and what is missing to make it as declared. */
export function planKey(declared: KeyDeclaration, known: KnownKeys, deps: KeyPlanningDeps): PlannedKey {
  const bearer = holderOf(declared, known)
  const found = ownerOfSecret(declared, known.stored, deps) ?? (declared.secret === null ? bearer : undefined)
  if (found && found.key.tenantId !== known.tenantId) {
    return { ok: false, fault: { code: 'key_taken', holder: known.nameOf(found.key.tenantId) } }
  }
  if (found)
    return declared.kind === 'hmac' ? planSigning(declared, found, deps) : planFound(declared, found, { bearer, ...deps })
  if (declared.secret === null) return { ok: false, fault: { code: 'secret_missing' } }
  const plan = { declared, changes: [], key: bearer?.key ?? null }
  return { ok: true, plan: { ...plan, outcome: bearer ? 'changed' : 'created', isSecretChanged: bearer !== undefined } }
}

/** The newest key that is called so and good. A key that signs is found by its public id alone. */
const holderOf = ({ kind, name }: KeyDeclaration, { tenantId, stored }: KnownKeys): StoredKey | undefined =>
  stored.find(
    ({ key, isReplaced }) =>
      kind !== 'hmac' && key.kind === kind && key.name === name && key.tenantId === tenantId && isGood({ key, isReplaced }),
  )

const isGood = ({ key, isReplaced }: Pick<StoredKey, 'key' | 'isReplaced'>): boolean => key.state === 'active' && !isReplaced

/** The key that the declared secret or public id finds, whosever it is. */
function ownerOfSecret(
  { kind, publicId, secret }: KeyDeclaration,
  stored: readonly StoredKey[],
  { texts }: KeyPlanningDeps,
): StoredKey | undefined {
  if (kind === 'hmac') return stored.find(({ key }) => key.kind === 'hmac' && key.publicId === publicId)
  if (secret === null) return undefined
  if (kind === 'service') return stored.find(({ key }) => key.id === texts.read(secret)?.id)
  const digest = texts.digestOf(secret)
  return stored.find(({ key, secretDigest }) => key.kind === kind && secretDigest && texts.isSame(secretDigest, digest))
}

const boundsOf = ({ name, scopes, requestsPerMinute, allowedNetworks }: KeyBounds): KeyBounds => ({
  name,
  scopes,
  requestsPerMinute,
  allowedNetworks,
})

const ended = (declared: KeyDeclaration, { key }: StoredKey): PlannedKey => ({
  ok: true,
  plan: { declared, key, outcome: 'ended', changes: [], isSecretChanged: false },
})

/** What such a key is called beside its public id is no business of a declaration. */
function planSigning(declared: KeyDeclaration, found: StoredKey, { secrets }: KeyPlanningDeps): PlannedKey {
  if (!isGood(found)) return ended(declared, found)
  const isSecretChanged = declared.secret !== null && !secrets.isKept(declared, found, declared.secret)
  return changed({ ...declared, name: found.key.name }, found, isSecretChanged)
}

/** @param bearer  the key that has the declared name, which mostly is the one that was found */
function planFound(
  declared: KeyDeclaration,
  found: StoredKey,
  { bearer, secrets }: KeyPlanningDeps & { bearer: StoredKey | undefined },
): PlannedKey {
  const { secret, kind } = declared
  if (kind !== found.key.kind || (secret !== null && !secrets.isKept(declared, found, secret))) {
    return { ok: false, fault: { code: 'id_taken', holder: found.key.name } }
  }
  if (!isGood(found)) return ended(declared, found)
  if (kind === 'storefront' && bearer && bearer !== found) return { ok: false, fault: { code: 'name_taken' } }
  return changed(declared, found, false)
}

function changed(declared: KeyDeclaration, { key }: StoredKey, isSecretChanged: boolean): PlannedKey {
  const changes = changesBetween(boundsOf(key), boundsOf(declared))
  const outcome = changes.length > 0 || isSecretChanged ? 'changed' : 'unchanged'
  return { ok: true, plan: { declared, key, outcome, changes, isSecretChanged } }
}
