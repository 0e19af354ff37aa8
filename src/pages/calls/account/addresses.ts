import type { AddressChange, AddressOutcome } from '../../../core/account/save-address.ts'
import type { BookAddress } from '../../../core/addresses/address-book.ts'
import type { Telling } from '../../../core/idempotency/create-once.ts'
import type { Route, WireAnswer } from '../../../dialects/dialect.ts'
import { type Html, html } from '../../../markup/html.ts'
import { Trouble } from '../../../violations/trouble.ts'
import { accountPath } from '../../account-navigation.ts'
import { showAccount } from '../../account-page.ts'
import { accountAddress } from '../../account-policy.ts'
import { countryName } from '../../countries.ts'
import { visitForm } from '../../fields.ts'
import type { Form } from '../../form.ts'
import { accountPage, type Hosting, type SessionServices, type SignedIn, seeOther } from '../../hosted-page.ts'
import { addressTexts } from '../../texts/account-addresses.ts'

/** What the pages of the address book ask of the core. */
export interface AddressServices extends SessionServices {
  /** ISO 3166-1 alpha-2. */
  countryCodes(): readonly string[]
  addresses(customerId: string): Promise<readonly BookAddress[]>
  /** @throws Trouble `no_such_address`, also for somebody else's */
  address(customerId: string, number: number): Promise<BookAddress>
  saveAddress<Answer>(
    change: AddressChange,
    telling: Telling<AddressOutcome, Answer>,
  ): Promise<{ readonly answer: Answer; readonly replayed: boolean }>
  removeAddress(customerId: string, number: number): Promise<BookAddress>
}

type Visitor = SignedIn<AddressServices>

/** `/customer/account/addresses`: all of them, the default one first. */
export const addressesRoute = (hosting: Hosting<AddressServices>): Route => ({
  path: '/customer/account/addresses',
  ...accountPage(hosting, { GET: showAddresses, POST: changeBook }),
})

async function showAddresses(visitor: Visitor): Promise<WireAnswer> {
  const { customer, services, locale } = visitor
  const say = addressTexts(locale)
  const addresses = await services.addresses(customer.id)
  const sorted = addresses.toSorted((one, other) => Number(other.isDefault) - Number(one.isDefault))
  return showAccount(visitor, {
    section: 'addresses',
    title: say('title'),
    said: { saved: say('saved'), removed: say('removed'), default: say('defaulted') },
    content: html`${sorted.length === 0 ? html`<p>${say('none')}</p>` : html`<ul class="cards">\n${sorted.map((address) => entry(address, visitor))}</ul>`}
<p><a class="button" href="${accountPath(visitor, '/addresses/new')}">${say('add')}</a></p>`,
  })
}

function entry(address: BookAddress, visitor: Visitor): Html {
  const { visit, locale } = visitor
  const { number, isDefault } = address
  const say = addressTexts(locale)
  const name = `${address.firstName} ${address.lastName}`.trim()
  const named = (action: string) => say('which', { action, name, city: address.city })
  const button = (does: 'remove' | 'default', action: string) =>
    html`<button type="submit" class="quiet" name="do" value="${does}" aria-label="${named(action)}">${action}</button>`
  const buttons = html`<input type="hidden" name="number" value="${number}">
${!isDefault && button('default', say('makeDefault'))}
${button('remove', say('remove'))}`
  return html`<li>
${isDefault && html`<p class="badge">${say('isDefault')}</p>\n`}<address>${linesOf(address, visitor).map((line) => html`${line}<br>\n`)}</address>
<div class="actions"><a href="${accountPath(visitor, `/addresses/${number}`)}" aria-label="${named(say('change'))}">${say('change')}</a>
${visitForm(visit, buttons, accountPath(visitor, '/addresses'))}</div>
</li>
`
}

function linesOf(address: BookAddress, { services, locale }: Visitor): readonly string[] {
  const lines = [
    `${address.firstName} ${address.lastName}`.trim(),
    address.companyName ?? '',
    ...address.streetAddress.split('\n'),
    `${address.postcode} ${address.city}`.trim(),
    address.state,
    address.country === '' ? '' : countryName(address.country, services.countryCodes(), locale),
    address.phone ?? '',
  ]
  return lines.filter((line) => line.trim() !== '')
}

async function changeBook({ customer, services, site }: Visitor, form: Form): Promise<WireAnswer> {
  const number = numberIn(form.text('number'))
  if (form.text('do') === 'remove') {
    await services.removeAddress(customer.id, number)
    return seeOther(site, '/customer/account/addresses?removed')
  }
  if (form.text('do') !== 'default') throw new Trouble({ code: 'unreadable_body', detail: 'The form says nothing to do.' })
  const { answer } = await services.saveAddress(
    { customerId: customer.id, number, draft: { ...nothing, isDefault: true }, policy: accountAddress(() => true) },
    { keyed: undefined, answer: (outcome) => outcome },
  )
  if (!answer.ok) throw new Error('an address cannot be refused for becoming the default one')
  return seeOther(site, '/customer/account/addresses?default')
}

/** What stays as it is. */
const nothing = {
  ...{ email: undefined, firstName: undefined, lastName: undefined, companyName: undefined, vatId: undefined },
  ...{ phone: undefined, streetAddress: undefined, postcode: undefined, city: undefined, state: undefined },
  ...{ country: undefined, usesForShipping: undefined },
}

/** @returns 0, which no address has, for what is no number */
export const numberIn = (text: string): number => (/^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0)
