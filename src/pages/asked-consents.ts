import type { ConsentAnswer } from '../core/consents/consent.ts'
import { textShown } from '../core/consents/version.ts'
import type { Locale } from '../core/tenants/locale.ts'
import type { ConsentDefinition, ConsentText, TenantSettings } from '../core/tenants/settings.ts'
import type { Form } from './form.ts'

/** One consent as a form asks for it. */
export interface AskedConsent extends Pick<ConsentDefinition, 'consentId' | 'mandatory' | 'contactMethods'> {
  /** The one in force. */
  readonly version: string
  /** What the reader is shown of it; `undefined` where the tenant keeps no text. */
  readonly shown: { readonly locale: Locale; readonly text: ConsentText } | undefined
}

/** A consent as the tenant declares it, with the version in force; `null`: nobody is asked for it yet. */
export interface ConsentInForce {
  readonly consentId: string
  readonly versionInForce: string | null
}

/** The consents that are asked now, in the tenant's order. */
export const askedConsents = (
  inForce: readonly ConsentInForce[],
  { consents, locale: usual }: Pick<TenantSettings, 'consents' | 'locale'>,
  locale: Locale,
): readonly AskedConsent[] =>
  consents.flatMap((definition) => {
    const named = inForce.find(({ consentId }) => consentId === definition.consentId)?.versionInForce
    const version = definition.versions.find((one) => one.version === named)
    if (!version) return []
    const { consentId, mandatory, contactMethods } = definition
    return [{ consentId, mandatory, contactMethods, version: version.version, shown: textShown(version, [locale, usual]) }]
  })

/** What the fields of one consent are called; ids of consents may hold anything. */
export function consentNames(consentId: string) {
  const name = `consent-${Buffer.from(consentId).toString('base64url')}`
  return { answer: name, version: `${name}-version`, methods: `${name}-by`, method: (index: number) => `${name}-by-${index}` }
}

/**
 * What the form says to the consents that are asked; what it says to others means nothing. A box that is not ticked is no
 * answer, since nobody was asked to decline.
 *
 * @param contactMethods  the tenant's; each is answered with a consent that is granted and asks for them
 */
export const decodeConsents = (
  form: Form,
  asked: readonly AskedConsent[],
  contactMethods: readonly string[],
): readonly ConsentAnswer[] =>
  asked.flatMap((consent) => {
    const { consentId } = consent
    const names = consentNames(consentId)
    const said = form.text(names.answer)
    if (said !== 'yes' && !(said === 'no' && consent.mandatory === 'answer')) return []
    const isGranted = said === 'yes'
    const ticked = form.all(names.methods)
    const asksMethods = isGranted && consent.contactMethods !== 'none'
    const methods = asksMethods ? contactMethods.map((method) => [method, ticked.includes(method)] as const) : []
    const version = form.text(names.version)
    return [{ consentId, isGranted, contactMethods: Object.fromEntries(methods), ...(version !== '' && { version }) }]
  })
