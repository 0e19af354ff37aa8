import type { ConsentDefinition, TenantSettings } from '../tenants/settings.ts'
import type { ConsentState } from './consent.ts'
import { consentsNeeded } from './consents-needed.ts'
import { versionInForce } from './version.ts'

/** One consent, as the tenant asks for it and as the customer answered it. */
export interface ConsentStanding {
  readonly consentId: string
  /** `null` for what was answered once and is not declared. */
  readonly definition: ConsentDefinition | null
  /** `null`: nobody is asked for it now. */
  readonly versionInForce: string | null
  /** `null`: the customer never answered it. */
  readonly said: ConsentState | null
  /** Whether the customer is to be asked at the next sign-in. */
  readonly isNeeded: boolean
}

/** Every consent the tenant declares, in its order, and then what else the customer ever answered. */
export function consentOverview(
  states: readonly ConsentState[],
  settings: Pick<TenantSettings, 'consents'>,
  now: Date,
): readonly ConsentStanding[] {
  const needed = consentsNeeded(states, settings, now)
  const declared = settings.consents.map((definition) => ({
    consentId: definition.consentId,
    definition,
    versionInForce: versionInForce(definition, now)?.version ?? null,
    said: states.find(({ consentId }) => consentId === definition.consentId) ?? null,
    isNeeded: needed.includes(definition.consentId),
  }))
  const others = states.filter(({ consentId }) => declared.every((one) => one.consentId !== consentId))
  const undeclared = { definition: null, versionInForce: null, isNeeded: false }
  return [...declared, ...others.map((said) => ({ ...undeclared, consentId: said.consentId, said }))]
}
