import type { Address } from '../../core/addresses/address.ts'
import type { ConsentState } from '../../core/consents/consent.ts'
import type { CustomAttribute } from '../../core/customers/custom-attributes.ts'
import type { Customer } from '../../core/customers/customer.ts'
import type { TenantSettings } from '../../core/tenants/settings.ts'
import type { WireAnswer } from '../dialect.ts'
import { addressTypes, type WireAddress, type WireConsent, type WireConsents, type WireCustomer } from './contract.ts'
import { zonedInstant } from './syntax/zoned-instant.ts'

/** Everything an answer tells of a customer. */
export interface ReadCustomer {
  readonly customer: Customer
  readonly attributes: readonly CustomAttribute[]
  readonly consents: readonly ConsentState[]
}

/** How values are written that are kept in another form. */
export interface Writing {
  readonly settings: Pick<TenantSettings, 'consents' | 'contactMethods' | 'timeZone'>
  alpha3Of(alpha2: string): string | undefined
}

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

/**
 * The link that create, update and anonymise answer.
 *
 * @param base  the path the service was called under, for `Location`, which is ours
 * @source docs/contracts/singula.md, section 4.5
 */
export const encodeLink = (status: 200 | 201, customerId: string, base: string): WireAnswer =>
  json(
    status,
    { href: `/customer/${customerId}`, rel: 'Get customer', type: 'application/json' },
    { location: `${base}/customer/${customerId}` },
  )

/**
 * 200 with the customer; of one who was anonymised the id alone.
 *
 * @source docs/contracts/singula.md, section 4.6
 */
export const encodeCustomer = (read: ReadCustomer, writing: Writing): WireAnswer => json(200, wireCustomer(read, writing))

function wireCustomer({ customer, attributes, consents }: ReadCustomer, writing: Writing): WireCustomer {
  const { id: customerId, state, referralCode: code } = customer
  if (state === 'deleted') return { active: false, customerId }
  const { settings, alpha3Of } = writing
  const created = { by: customer.createdBy ?? customerId, at: customer.createdAt }
  return {
    active: state === 'active',
    ...(customer.address && { addresses: [wireAddress(customer.address, alpha3Of)] }),
    auditInfo: {
      createdByUser: created.by,
      creationDate: zonedInstant(created.at, settings.timeZone),
      modifiedByUser: customer.modifiedBy ?? created.by,
      modifiedDate: zonedInstant(customer.modifiedAt ?? created.at, settings.timeZone),
    },
    ...wireConsents(consents, settings),
    ...present({ currency: customer.currency }),
    ...(attributes.length > 0 && { customAttributes: attributes }),
    customerId,
    ...present({
      customerType: customer.customerType,
      dateOfBirth: customer.dateOfBirth,
      displayName: customer.displayName,
      email: customer.email,
      externalUniqueIdentifier: customer.externalId,
      firstName: customer.firstName,
      gender: customer.gender,
      lastName: customer.lastName,
      mobile: customer.mobile,
      nationality: customer.nationality === null ? null : (alpha3Of(customer.nationality) ?? customer.nationality),
      phone: customer.phone,
    }),
    ...(code !== null && { referAFriend: { active: false, code } }),
    ...present({ title: customer.title, username: customer.username ?? customer.email }),
  }
}

/** The members that have a value. */
function present<Name extends string>(texts: Readonly<Record<Name, string | null>>): { readonly [K in Name]?: string } {
  const entries = Object.entries<string | null>(texts).filter(([, text]) => text !== null && text !== '')
  return Object.fromEntries(entries) as { readonly [K in Name]?: string }
}

function wireAddress(address: Address, alpha3Of: Writing['alpha3Of']): WireAddress {
  const [line1 = '', line2 = '', line3 = ''] = address.streetAddress.split('\n')
  return {
    addressType: address.kind ?? addressTypes[0],
    ...present({
      city: address.city,
      countryCode: alpha3Of(address.country) ?? address.country,
      county: address.state,
      line1,
      line2,
      line3,
      postCode: address.postcode,
    }),
  }
}

/** What the customer said to the consents the tenant asks for, each kind in its list, all in the tenant's order. */
function wireConsents(
  states: readonly ConsentState[],
  { consents, contactMethods }: Pick<TenantSettings, 'consents' | 'contactMethods'>,
): {
  readonly consents?: WireConsents
} {
  const ofKind = (kind: 'company' | 'thirdParty'): readonly WireConsent[] =>
    consents.flatMap(({ consentId, kind: own }) => {
      const state = own === kind ? states.find((one) => one.consentId === consentId) : undefined
      return state ? [wireConsent(state, contactMethods)] : []
    })
  const [company, thirdParty] = [ofKind('company'), ofKind('thirdParty')]
  const lists = {
    ...(company.length > 0 && { companyConsents: company }),
    ...(thirdParty.length > 0 && { thirdPartyConsents: thirdParty }),
  }
  return Object.keys(lists).length > 0 ? { consents: lists } : {}
}

function wireConsent({ consentId, decision, contactMethods }: ConsentState, order: readonly string[]): WireConsent {
  const said = Object.entries(contactMethods).map(([code, consented]) => ({ code, consented }))
  const methods = said.toSorted((one, other) => order.indexOf(one.code) - order.indexOf(other.code))
  return { consentId, consented: decision === 'granted', ...(methods.length > 0 && { contactMethods: methods }) }
}
