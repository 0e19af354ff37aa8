import type { Address } from '../../core/addresses/address.ts'
import type { Customer } from '../../core/customers/customer.ts'
import type { WireAnswer } from '../dialect.ts'
import type { WireAddress, WireCustomer } from './contract.ts'
import { writeDjangoPostcode } from './syntax/postcode-syntax.ts'

const sharedHeaders = { vary: 'Accept', 'referrer-policy': 'same-origin' }

/** A JSON answer as REST framework renders it: compact, non-ASCII as it is, U+2028 and U+2029 escaped. */
export const jsonAnswer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...sharedHeaders, ...headers },
  body: JSON.stringify(body).replace(/[\u2028\u2029]/g, (mark) => (mark === '\u2028' ? '\\u2028' : '\\u2029')),
})

/** Django's page for a path it does not know. */
export const unknownPathAnswer: WireAnswer = {
  status: 404,
  headers: { 'content-type': 'text/html; charset=utf-8', ...sharedHeaders },
  body: '<!doctype html>\n<html lang="en">\n<head>\n  <title>Not Found</title>\n</head>\n<body>\n  <h1>Not Found</h1>\n</body>\n</html>\n',
}

/** 201 with the seven published keys in their order. Source: docs/contracts/django.md#4-post-apiv1customers. */
export const encodeRegistered = (customer: Customer): WireAnswer => jsonAnswer(201, wireCustomer(customer))

/** 200 with the same seven keys. Source: docs/contracts/django.md#8-apiv1customersid. */
export const encodeCustomer = (customer: Customer): WireAnswer => jsonAnswer(200, wireCustomer(customer))

/** As `encodeCustomer` without the last purchase, as published. */
export function encodeUpdated(customer: Customer): WireAnswer {
  const { last_purchase_date: _notShown, ...profile } = wireCustomer(customer)
  return jsonAnswer(200, profile)
}

/** 204 without a body. */
export const encodeDeactivated = (): WireAnswer => ({ status: 204, headers: sharedHeaders, body: null })

/** 200 with both tokens, or with those there are. Source: docs/contracts/django.md#7-tokens. */
export const encodeTokens = (
  { access, refresh }: { access: string; refresh: string | undefined },
  headers: WireAnswer['headers'] = {},
): WireAnswer => jsonAnswer(200, refresh === undefined ? { access } : { refresh, access }, headers)

const wireCustomer = (customer: Customer): WireCustomer => ({
  email: customer.email,
  first_name: customer.firstName,
  last_name: customer.lastName,
  slug: customer.slug,
  date_of_birth: customer.dateOfBirth,
  address: customer.address && wireAddress(customer.address),
  last_purchase_date: customer.lastPurchaseAt && wireInstant(customer.lastPurchaseAt),
})

const wireAddress = (address: Address): WireAddress => ({
  street_address: address.streetAddress,
  postal_code: writeDjangoPostcode(address.postcode),
  city: address.city,
  state: address.state,
  country: address.country,
})

/** As REST framework writes an instant: microseconds, or no fraction at all where it is zero. */
const wireInstant = (instant: Date): string =>
  instant.toISOString().replace(/\.(\d{3})Z$/, (_, digits) => (digits === '000' ? 'Z' : `.${digits}000Z`))
