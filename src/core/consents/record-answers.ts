import type { EventStore } from '../outbox/event.ts'
import type { Locale } from '../tenants/locale.ts'
import type { ConsentDefinition, TenantSettings } from '../tenants/settings.ts'
import type { ConsentAnswer, ConsentDecision, ConsentState, ConsentStore, Evidence, NewConsentRecord } from './consent.ts'
import { textShown, versionInForce } from './version.ts'

/** What a customer said to consents, by what evidence. */
export interface ConsentsSaid {
  readonly answers: readonly ConsentAnswer[]
  readonly evidence: Evidence
  /** What the customer reads; `undefined` where the surface cannot tell. */
  readonly locale: Locale | undefined
}

export interface ConsentRecordStores {
  readonly consents: Pick<ConsentStore, 'states' | 'append'>
  readonly events: EventStore
}

export interface RecordConsentsDeps {
  readonly settings: Pick<TenantSettings, 'consents' | 'newsletterConsent' | 'locale'>
  /** SHA-256 of the text's UTF-8. */
  digestOf(text: string): Uint8Array
  newId(): string
  now(): Date
}

/** The version of a consent that the tenant has not declared. */
const undeclaredVersion = '1'

/**
 * Keeps what a customer said, one record for each answer that changes something and an event for each grant and withdrawal,
 * in the transaction that has stored or locked them. An answer that says again what stands already, to the same version and
 * with the same ways to be reached, is not kept again.
 *
 * A record names the version in force, or the one that was answered, and the digest of its text in the customer's language,
 * or the language that would be shown in its place. Ways to be reached that are not mentioned stay as they were.
 *
 * @param said  answers that `reviewConsents` finds nothing wrong with
 * @returns what was kept
 */
export async function recordAnswers(
  customerId: string,
  { answers, evidence, locale }: ConsentsSaid,
  { consents, events }: ConsentRecordStores,
  deps: RecordConsentsDeps,
): Promise<readonly NewConsentRecord[]> {
  if (answers.length === 0) return []
  const before = await consents.states(customerId)
  const kept: NewConsentRecord[] = []
  for (const answer of answers) {
    const stood = before.find(({ consentId }) => consentId === answer.consentId)
    const said = { ...answered(answer, stood), ...shown(answer, locale, deps) }
    if (stood && repeats(said, stood)) continue
    // Whoever speaks for themselves is the customer, also where they were only just registered.
    const actingId = evidence.actingAs === 'customer' ? customerId : evidence.actingId
    const record: NewConsentRecord = { ...said, ...evidence, actingId, id: deps.newId(), customerId }
    await consents.append(record)
    await announce(record, events, deps)
    kept.push(record)
  }
  return kept
}

const answered = ({ consentId, isGranted, contactMethods }: ConsentAnswer, stood: ConsentState | undefined) => ({
  consentId,
  decision: decisionOf(isGranted, stood),
  contactMethods: { ...stood?.contactMethods, ...contactMethods },
})

function decisionOf(isGranted: boolean, stood: ConsentState | undefined): ConsentDecision {
  if (isGranted) return 'granted'
  return stood?.decision === 'granted' ? 'withdrawn' : 'declined'
}

/** Which version was answered, and what the customer was shown of it. */
function shown(answer: ConsentAnswer, locale: Locale | undefined, { settings, digestOf, now }: RecordConsentsDeps) {
  const definition = settings.consents.find(({ consentId }) => consentId === answer.consentId)
  const version = definition && versionAnswered(definition, answer, now())
  const text = version && textShown(version, [locale, settings.locale])
  return {
    version: version?.version ?? answer.version ?? undeclaredVersion,
    locale: text?.locale ?? locale ?? null,
    textDigest: text ? digestOf(text.text.text) : null,
  }
}

const versionAnswered = (definition: ConsentDefinition, { version }: ConsentAnswer, now: Date) =>
  version === undefined ? versionInForce(definition, now) : definition.versions.find((one) => one.version === version)

type Said = Pick<ConsentState, 'version' | 'decision' | 'contactMethods'>

const repeats = (said: Said, stood: Said): boolean =>
  said.version === stood.version &&
  (said.decision === 'granted') === (stood.decision === 'granted') &&
  methodsIn(said) === methodsIn(stood)

/** Equal for equal ones, in whatever order they were named. */
const methodsIn = ({ contactMethods }: Said): string =>
  JSON.stringify(Object.entries(contactMethods).toSorted(([one], [other]) => (one < other ? -1 : 1)))

/** Nothing follows from a consent that was declined and never granted. */
async function announce(record: NewConsentRecord, events: EventStore, { newId, now }: RecordConsentsDeps): Promise<void> {
  const { customerId, decision, consentId, version } = record
  if (decision === 'declined') return
  await events.append({
    id: newId(),
    customerId,
    type: decision === 'granted' ? 'customer.consent_given' : 'customer.consent_withdrawn',
    occurredAt: now(),
    facts: { consentId, version },
    personal: null,
  })
}
