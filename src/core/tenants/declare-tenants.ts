import type { ApiKeySecrets, NewApiKey } from './api-key.ts'
import type {
  DeclarationFault,
  DeclarationTransaction,
  KeyPlan,
  StoredTenant,
  StoredText,
  TenantDeclaration,
  TenantPlan,
} from './declaration.ts'
import { type PlanningDeps, planTenants } from './plan-tenants.ts'

export interface DeclareOptions {
  /** Whether only the plan is wanted. */
  readonly isDryRun: boolean
  /** How long secrets that others take the place of are good yet. */
  readonly graceSeconds: number
}

export interface DeclareDeps extends PlanningDeps {
  transaction<Result>(work: (declared: DeclarationTransaction) => Promise<Result>): Promise<Result>
  readonly secrets: Pick<ApiKeySecrets, 'isKept' | 'keep'>
}

export type DeclareOutcome =
  | { readonly ok: true; readonly plans: readonly TenantPlan[] }
  | { readonly ok: false; readonly faults: readonly DeclarationFault[] }

/**
 * Makes tenants what they are declared to be: all of it in one transaction, or nothing. Declaring the same again changes
 * nothing. Who declares at the same time waits.
 *
 * @returns what was changed, or would be
 */
export async function declareTenants(
  declarations: readonly TenantDeclaration[],
  { isDryRun, graceSeconds }: DeclareOptions,
  deps: DeclareDeps,
): Promise<DeclareOutcome> {
  return deps.transaction(async (declared) => {
    await declared.lock()
    const tenants = await declared.tenants()
    const soFar = { tenants, keys: await declared.keys(), texts: await textsOf(declarations, tenants, declared) }
    const { plans, faults } = planTenants(declarations, soFar, deps)
    if (faults.length > 0) return { ok: false, faults }
    if (!isDryRun) await carryOut(plans, declared, { graceSeconds, ...deps })
    return { ok: true, plans }
  })
}

/** Of the tenants that are declared with consents; the others declare no text. */
async function textsOf(
  declarations: readonly TenantDeclaration[],
  tenants: readonly StoredTenant[],
  declared: DeclarationTransaction,
): Promise<ReadonlyMap<string, readonly StoredText[]>> {
  const texts = new Map<string, readonly StoredText[]>()
  for (const { name, settings } of declarations) {
    const tenant = tenants.find((stored) => stored.name === name)
    if (tenant && settings.consents?.length) texts.set(tenant.id, await declared.textsOf(tenant.id))
  }
  return texts
}

type CarryOutDeps = Pick<DeclareOptions, 'graceSeconds'> & Pick<DeclareDeps, 'secrets' | 'texts' | 'newId'>

async function carryOut(plans: readonly TenantPlan[], declared: DeclarationTransaction, deps: CarryOutDeps): Promise<void> {
  for (const host of plans.flatMap(({ hostsRemoved }) => hostsRemoved)) declared.removeHost(host) // before another takes it
  for (const plan of plans) {
    if (plan.outcome === 'created') declared.insertTenant(plan)
    if (plan.outcome === 'changed' && isChangedItself(plan)) declared.changeTenant(plan)
    for (const host of plan.hostsAdded) declared.addHost(host, plan.id)
    if (plan.newTexts.length > 0) declared.addTexts(plan.id, plan.newTexts)
    for (const key of plan.keys) await carryOutKey(key, plan.id, { declared, ...deps })
  }
}

/** Whether more than its keys and texts differs. */
const isChangedItself = ({ changes, hostsAdded, hostsRemoved }: TenantPlan): boolean =>
  changes.length + hostsAdded.length + hostsRemoved.length > 0

/** What is declared of a key has no end; an end that it was given otherwise stays. */
async function carryOutKey(
  { declared: wanted, key, outcome, changes, isSecretChanged }: KeyPlan,
  tenantId: string,
  { declared, graceSeconds, secrets, texts, newId }: CarryOutDeps & { declared: DeclarationTransaction },
): Promise<void> {
  if (key && changes.length > 0) declared.changeBounds(key.id, wanted)
  if (wanted.secret === null || !(outcome === 'created' || isSecretChanged)) return
  const kept = secrets.keep(wanted, wanted.secret)
  if (key && kept.sealedSecret) return void (await declared.replaceSecret(key.id, kept.sealedSecret, graceSeconds))
  const id = (wanted.kind === 'service' && texts.read(wanted.secret)?.id) || newId()
  const made: NewApiKey = { ...wanted, ...kept, id, tenantId, expiresInSeconds: null, replacesId: key?.id ?? null }
  await declared.insert(made)
  if (key) await declared.shorten(key.id, graceSeconds)
}
