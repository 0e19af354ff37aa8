import type { BookAddressDraft } from '../../../core/account/review-address.ts'
import type { BookAddress } from '../../../core/addresses/address-book.ts'
import type { Route, WireAnswer } from '../../../dialects/dialect.ts'
import { html } from '../../../markup/html.ts'
import type { Violation } from '../../../violations/violation.ts'
import { accountPath } from '../../account-navigation.ts'
import { showAccount } from '../../account-page.ts'
import { accountAddress } from '../../account-policy.ts'
import { countryChoices } from '../../countries.ts'
import { choiceField, errorSummary, errorsOf, textField, tickField, visitForm } from '../../fields.ts'
import type { Form } from '../../form.ts'
import { accountPage, type Hosting, type SignedIn, seeOther } from '../../hosted-page.ts'
import { addressTexts } from '../../texts/account-addresses.ts'
import { tokenIn } from '../../view.ts'
import { type AddressServices, numberIn } from './addresses.ts'

type Visitor = SignedIn<AddressServices>

const fields = [
  ...(['firstName', 'lastName', 'companyName', 'vatId', 'streetAddress', 'postcode', 'city'] as const),
  ...(['state', 'country', 'phone'] as const),
]
type Field = (typeof fields)[number]
type Typed = Readonly<Record<Field | 'moreStreet', string>> & { readonly isDefault: boolean }

/** The form on its way: `undefined` is the address that is not there yet. */
interface Filled {
  readonly address: BookAddress | undefined
  readonly typed: Typed
  readonly violations: readonly Violation[]
}

/** `/customer/account/addresses/new` and `/customer/account/addresses/:number`. */
export const addressRoutes = (hosting: Hosting<AddressServices>): readonly Route[] => [
  {
    path: '/customer/account/addresses/new',
    ...accountPage(hosting, {
      GET: async (visitor) => formPage(visitor, { address: undefined, typed: blankFor(visitor), violations: [] }),
      POST: (visitor, form) => saveTyped(visitor, undefined, form),
    }),
  },
  {
    path: '/customer/account/addresses/:number',
    ...accountPage(hosting, {
      async GET(visitor) {
        const address = await asked(visitor)
        return formPage(visitor, { address, typed: typedOf(address), violations: [] })
      },
      POST: async (visitor, form) => saveTyped(visitor, await asked(visitor), form),
    }),
  },
]

/** @throws Trouble `no_such_address`, also for somebody else's */
const asked = ({ request, services, customer }: Visitor): Promise<BookAddress> =>
  services.address(customer.id, numberIn(tokenIn(request)))

async function saveTyped(visitor: Visitor, address: BookAddress | undefined, form: Form): Promise<WireAnswer> {
  const { customer, services, site } = visitor
  const typed: Typed = {
    ...(Object.fromEntries([...fields, 'moreStreet'].map((field) => [field, form.text(field)])) as Omit<Typed, 'isDefault'>),
    isDefault: form.isTicked('isDefault'),
  }
  const codes = services.countryCodes()
  const isCountry = (code: string) => codes.includes(code) || code === address?.country
  const change = { customerId: customer.id, number: address?.number ?? null, draft: draftOf(typed) }
  const { answer } = await services.saveAddress(
    { ...change, policy: accountAddress(isCountry) },
    { keyed: undefined, answer: (outcome) => outcome },
  )
  if (!answer.ok) return formPage(visitor, { address, typed, violations: answer.violations })
  return seeOther(site, '/customer/account/addresses?saved')
}

const draftOf = ({ moreStreet, streetAddress, isDefault, ...typed }: Typed): BookAddressDraft => ({
  ...typed,
  streetAddress: moreStreet === '' ? streetAddress : `${streetAddress}\n${moreStreet}`,
  isDefault,
  email: undefined,
  usesForShipping: undefined,
})

function typedOf(address: BookAddress): Typed {
  const [streetAddress = '', ...more] = address.streetAddress.split('\n')
  return {
    ...(Object.fromEntries(fields.map((field) => [field, address[field] ?? ''])) as Record<Field, string>),
    streetAddress,
    moreStreet: more.join(', '),
    isDefault: address.isDefault,
  }
}

/** Most people's first address is their own, and where the shop is. */
const blankFor = ({ customer, settings }: Visitor): Typed => ({
  ...(Object.fromEntries(fields.map((field) => [field, ''])) as Record<Field, string>),
  firstName: customer.firstName,
  lastName: customer.lastName,
  country: settings.country ?? '',
  moreStreet: '',
  isDefault: customer.address === null,
})

function formPage(visitor: Visitor, { address, typed, violations }: Filled): WireAnswer {
  const { locale, visit, services } = visitor
  const say = addressTexts(locale)
  const wrong = fields.find((field) => violations.some((violation) => violation.field === field))
  const field = (name: Field, autocomplete: string, isRequired = false) => ({
    name,
    label: say(name),
    value: typed[name],
    autocomplete,
    isRequired,
    errors: errorsOf(name, violations, locale),
    isFirst: name === wrong,
  })
  const codes = services.countryCodes()
  const own = typed.country === '' || codes.includes(typed.country) ? [] : [[typed.country, typed.country] as const]
  const countries = [['', say('choose')] as const, ...own, ...countryChoices(codes, locale)]
  const form = html`${textField(field('firstName', 'given-name', true), locale)}
${textField(field('lastName', 'family-name', true), locale)}
${textField(field('companyName', 'organization'), locale)}
${textField(field('streetAddress', 'address-line1', true), locale)}
${textField({ name: 'moreStreet', label: say('moreStreet'), value: typed.moreStreet, autocomplete: 'address-line2' }, locale)}
${textField(field('postcode', 'postal-code'), locale)}
${textField(field('city', 'address-level2', true), locale)}
${textField(field('state', 'address-level1'), locale)}
${choiceField({ ...field('country', 'country', true), choices: countries }, locale)}
${textField({ ...field('phone', 'tel'), type: 'tel' }, locale)}
${textField(field('vatId', 'off'), locale)}
${tickField({ name: 'isDefault', label: say('markDefault'), isTicked: typed.isDefault })}
<button type="submit">${say('button')}</button>`
  const path = accountPath(visitor, address ? `/addresses/${address.number}` : '/addresses/new')
  return showAccount(visitor, {
    section: 'addresses',
    title: say(address ? 'changeTitle' : 'newTitle'),
    violations,
    content: html`${errorSummary(violations, Object.fromEntries(fields.map((name) => [name, [name, say(name)]])), locale)}
${visitForm(visit, form, path)}
<p><a href="${accountPath(visitor, '/addresses')}">${say('back')}</a></p>`,
  })
}
