import type { ConsentDefinition, TenantSettings } from '../tenants/settings.ts'
import type { ConsentLookUp, ConsentState } from './consent.ts'
import { versionInForce } from './version.ts'

/**
 * Which mandatory consents a customer is to be asked for: those whose version in force they have not answered, or not
 * granted where it has to be. A new version of a text makes it one of these.
 *
 * @returns their ids, in the order the tenant declares them
 */
export const consentsNeeded = (
  states: readonly ConsentState[],
  { consents }: Pick<TenantSettings, 'consents'>,
  now: Date,
): readonly string[] => consents.filter((definition) => isNeeded(definition, states, now)).map(({ consentId }) => consentId)

function isNeeded(definition: ConsentDefinition, states: readonly ConsentState[], now: Date): boolean {
  const current = versionInForce(definition, now)
  if (definition.mandatory === 'no' || !current) return false
  const said = states.find(({ consentId }) => consentId === definition.consentId)
  if (said?.version !== current.version) return true
  return definition.mandatory === 'accept' && said.decision !== 'granted'
}

export interface ConsentsNeededDeps {
  readonly settings: Pick<TenantSettings, 'consents'>
  readonly consents: Pick<ConsentLookUp, 'states'>
  now(): Date
}

/** As `consentsNeeded`, of what is kept of the customer. Looks nothing up for a tenant without mandatory consents. */
export async function findConsentsNeeded(customerId: string, deps: ConsentsNeededDeps): Promise<readonly string[]> {
  const asksForAny = deps.settings.consents.some(({ mandatory }) => mandatory !== 'no')
  return asksForAny ? consentsNeeded(await deps.consents.states(customerId), deps.settings, deps.now()) : []
}
