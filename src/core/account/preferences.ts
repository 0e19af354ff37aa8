import { Trouble } from '../../violations/trouble.ts'
import type { Violation } from '../../violations/violation.ts'
import type { ConsentAnswer, ConsentLookUp, ConsentState, Evidence } from '../consents/consent.ts'
import type { RecordConsentsDeps } from '../consents/record-answers.ts'
import { reviewAnswers } from '../consents/review-consents.ts'
import { versionInForce } from '../consents/version.ts'
import type { Customer, CustomerStore } from '../customers/customer.ts'
import type { CustomerLookUp } from '../customers/find-customer.ts'
import { type ConsentStores, newsletterAnswer, recordConsents } from '../customers/record-consents.ts'
import { enforceLimits, type Limit, type LimitStore } from '../limits/limit.ts'
import type { Locale } from '../tenants/locale.ts'
import type { ConsentDefinition, ConsentVersion, TenantSettings } from '../tenants/settings.ts'
import type { PreferenceTokens } from './preference-link.ts'

/** Something a customer may give or withdraw as they like. */
export interface Preference {
  readonly consentId: string
  readonly isNewsletter: boolean
  readonly isGranted: boolean
  /** `null`: a newsletter that the tenant has declared no consent for. */
  readonly definition: ConsentDefinition | null
  /** In force; `null` where none is. */
  readonly version: ConsentVersion | null
  /** The ways to be reached that were said before. */
  readonly contactMethods: Readonly<Record<string, boolean>>
}

export interface Preferences {
  /** So much of the mailbox that its owner knows it. */
  readonly maskedEmail: string
  readonly choices: readonly Preference[]
  /** Whether the newsletter goes to the mailbox. */
  readonly getsNewsletter: boolean
}

export interface FollowPreferencesDeps {
  readonly tenantId: string
  readonly links: PreferenceTokens
  readonly customers: Pick<CustomerLookUp, 'withId'>
  readonly consents: Pick<ConsentLookUp, 'states'>
  readonly settings: TenantSettings
  now(): Date
}

export interface PreferenceStores extends ConsentStores {
  readonly customers: Pick<CustomerStore, 'lock'>
}

export interface ChangePreferencesDeps extends FollowPreferencesDeps, RecordConsentsDeps {
  readonly settings: TenantSettings
  /** How often one client may change them; absent: as often as it likes. */
  readonly limit: Limit | undefined
  readonly limitStore: LimitStore
  transaction<Result>(work: (stores: PreferenceStores) => Promise<Result>): Promise<Result>
}

/** Who follows a link to change something, by what evidence. */
export interface PreferenceCall {
  readonly token: string
  readonly evidence: Evidence
  readonly locale: Locale
}

export interface PreferencesChange extends PreferenceCall {
  readonly clientNetwork: string
  /** What is wished for each choice that was shown; of others nothing is taken. */
  readonly wishes: readonly ConsentAnswer[]
}

export type PreferencesOutcome = { readonly ok: true } | { readonly ok: false; readonly violations: readonly Violation[] }

/**
 * What whoever has the link may choose: the newsletter, and every consent in force that need not be granted. Customers who are
 * suspended or closed their account may, too. Changes nothing, since mail scanners follow links.
 *
 * @throws Trouble `link_refused`
 */
export async function readPreferences(token: string, deps: FollowPreferencesDeps): Promise<Preferences> {
  const link = followed(token, deps)
  const customer = await deps.customers.withId(link.customerId)
  requireTheirs(customer, link)
  const choices = choicesOf(customer, await deps.consents.states(customer.id), deps)
  return { maskedEmail: masked(customer.email), choices, getsNewsletter: customer.subscribedToNewsletter }
}

/**
 * Takes in what whoever has the link wishes, all of it or nothing. What was never answered and is not wished for stays so.
 *
 * @returns ok, or what is wrong with what is to be given; a withdrawal is always possible
 * @throws Trouble `link_refused`, `too_many_requests`, `unavailable`
 */
export async function changePreferences(change: PreferencesChange, deps: ChangePreferencesDeps): Promise<PreferencesOutcome> {
  const { token, wishes, evidence, locale, clientNetwork } = change
  const link = followed(token, deps)
  await enforceLimits(deps.limit ? [{ limit: deps.limit, subject: clientNetwork }] : [], deps.limitStore)
  return deps.transaction(async (stores): Promise<PreferencesOutcome> => {
    const customer = await stores.customers.lock(link.customerId)
    requireTheirs(customer, link)
    const states = await stores.consents.states(customer.id)
    const answers = choicesOf(customer, states, deps).flatMap((choice) => answersTo(choice, wishes))
    const given = answers.filter(({ consentId, isGranted }) => isGranted && isDeclared(consentId, deps.settings))
    const violations = reviewAnswers(given, states, deps.settings, deps.now())
    if (violations.length > 0) return { ok: false, violations }
    await recordConsents(customer, { answers, evidence, locale }, stores, deps)
    return { ok: true }
  })
}

/**
 * Ends the newsletter for the mailbox the link was made for, however often it is asked.
 *
 * @throws Trouble `link_refused`, `unavailable`
 * @source RFC 8058
 */
export async function unsubscribe({ token, evidence, locale }: PreferenceCall, deps: ChangePreferencesDeps): Promise<void> {
  const link = followed(token, deps)
  await deps.transaction(async (stores) => {
    const customer = await stores.customers.lock(link.customerId)
    requireTheirs(customer, link)
    const choices = choicesOf(customer, await stores.consents.states(customer.id), deps)
    const isSubscribed = choices.some(({ isNewsletter, isGranted }) => isNewsletter && isGranted)
    const answers = isSubscribed ? [newsletterAnswer(false, deps.settings)] : []
    await recordConsents(customer, { answers, evidence, locale }, stores, deps)
  })
}

type Link = NonNullable<ReturnType<PreferenceTokens['read']>>

/** A link of another tenant is none. */
function followed(token: string, { links, tenantId }: FollowPreferencesDeps): Link {
  const link = links.read(token)
  if (link?.tenantId !== tenantId) throw new Trouble({ code: 'link_refused' })
  return link
}

function requireTheirs(customer: Customer | undefined, link: Link): asserts customer is Customer {
  if (!customer || customer.state === 'deleted' || !link.isFor(customer.emailKey)) throw new Trouble({ code: 'link_refused' })
}

const isDeclared = (consentId: string, { consents }: TenantSettings): boolean =>
  consents.some((definition) => definition.consentId === consentId)

/** In the order the tenant declares them; a newsletter without a consent of its own comes first. */
function choicesOf(
  { subscribedToNewsletter }: Customer,
  states: readonly ConsentState[],
  { settings, now }: Pick<FollowPreferencesDeps, 'settings' | 'now'>,
): readonly Preference[] {
  const { consents, newsletterConsent } = settings
  const choice = (consentId: string, definition: ConsentDefinition | null, version: ConsentVersion | null): Preference => {
    const said = states.find((state) => state.consentId === consentId)
    const isNewsletter = consentId === newsletterConsent
    const isGranted = said?.decision === 'granted' || (isNewsletter && subscribedToNewsletter)
    return { consentId, isNewsletter, isGranted, definition, version, contactMethods: said?.contactMethods ?? {} }
  }
  const ofTenant = consents.flatMap((definition) => {
    const version = versionInForce(definition, now())
    const isNewsletter = definition.consentId === newsletterConsent
    const isOptional = definition.mandatory !== 'accept' || isNewsletter
    if (!version) return isNewsletter && subscribedToNewsletter ? [choice(newsletterConsent, definition, null)] : []
    return isOptional ? [choice(definition.consentId, definition, version)] : []
  })
  return isDeclared(newsletterConsent, settings) ? ofTenant : [choice(newsletterConsent, null, null), ...ofTenant]
}

/** A grant names the version that was shown; a withdrawal is one whatever was shown. */
function answersTo({ consentId, isGranted }: Preference, wishes: readonly ConsentAnswer[]): readonly ConsentAnswer[] {
  const wish = wishes.find((one) => one.consentId === consentId)
  if (wish?.isGranted) return [wish]
  return wish && isGranted ? [{ consentId, isGranted: false, contactMethods: {} }] : []
}

/** The first character and the domain. */
function masked(email: string): string {
  const [first = ''] = email
  return `${first}***${email.slice(email.lastIndexOf('@'))}`
}
