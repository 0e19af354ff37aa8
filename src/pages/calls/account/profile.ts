import type { ProfileDraft } from '../../../core/account/profile-draft.ts'
import type { ProfileChange, ProfileOutcome } from '../../../core/account/update-profile.ts'
import type { Customer } from '../../../core/customers/customer.ts'
import { evidenceOf, type Route, type WireAnswer } from '../../../dialects/dialect.ts'
import { html } from '../../../markup/html.ts'
import type { Violation } from '../../../violations/violation.ts'
import { accountPath } from '../../account-navigation.ts'
import { showAccount } from '../../account-page.ts'
import { accountProfile, genders } from '../../account-policy.ts'
import { choiceField, errorSummary, errorsOf, textField, visitForm } from '../../fields.ts'
import type { Form } from '../../form.ts'
import { accountPage, type Hosting, type SessionServices, type SignedIn, seeOther } from '../../hosted-page.ts'
import { profileTexts } from '../../texts/account-profile.ts'

/** What this page asks of the core. */
export interface ProfileServices extends SessionServices {
  updateProfile(change: ProfileChange): Promise<ProfileOutcome>
}

type Visitor = SignedIn<ProfileServices>

const fields = ['firstName', 'lastName', 'phone', 'dateOfBirth', 'gender'] as const
type Typed = Readonly<Record<(typeof fields)[number], string>>

/** `/customer/account/profile`. */
export const profileRoute = (hosting: Hosting<ProfileServices>): Route => ({
  path: '/customer/account/profile',
  ...accountPage(hosting, { GET: async (visitor) => formPage(visitor, typedOf(visitor.customer), []), POST: saveProfile }),
})

async function saveProfile(visitor: Visitor, form: Form): Promise<WireAnswer> {
  const { customer, bearer, services, locale, request, site } = visitor
  const typed = Object.fromEntries(fields.map((field) => [field, form.text(field)])) as Typed
  const outcome = await services.updateProfile({
    customerId: customer.id,
    sessionId: bearer.session.id,
    draft: draftOf(typed, typedOf(customer)),
    policy: accountProfile,
    locale,
    evidence: evidenceOf('pages', request),
  })
  return outcome.ok ? seeOther(site, '/customer/account/profile?saved') : formPage(visitor, typed, outcome.violations)
}

const typedOf = (customer: Customer): Typed => ({
  firstName: customer.firstName,
  lastName: customer.lastName,
  phone: customer.phone ?? '',
  dateOfBirth: customer.dateOfBirth ?? '',
  gender: customer.gender ?? '',
})

/** What stays as it is, is not sent: other contracts take what this one would refuse. */
function draftOf(typed: Typed, before: Typed): ProfileDraft {
  const changed = (field: keyof Typed) => (typed[field] === before[field].trim() ? undefined : typed[field])
  const cleared = (field: keyof Typed) => (changed(field) === '' ? null : changed(field))
  return {
    email: undefined,
    address: undefined,
    firstName: changed('firstName'),
    lastName: changed('lastName'),
    phone: cleared('phone'),
    dateOfBirth: cleared('dateOfBirth'),
    gender: cleared('gender'),
  }
}

function formPage(visitor: Visitor, typed: Typed, violations: readonly Violation[]): WireAnswer {
  const { locale, visit, customer } = visitor
  const say = profileTexts(locale)
  const wrong = fields.find((field) => violations.some((violation) => violation.field === field))
  const field = (name: keyof Typed, autocomplete: string) => ({
    name,
    label: say(name),
    value: typed[name],
    autocomplete,
    errors: errorsOf(name, violations, locale),
    isFirst: name === wrong,
  })
  const form = html`${textField(field('firstName', 'given-name'), locale)}
${textField(field('lastName', 'family-name'), locale)}
${textField({ ...field('phone', 'tel'), type: 'tel' }, locale)}
${textField({ ...field('dateOfBirth', 'bday'), type: 'date' }, locale)}
${choiceField({ ...field('gender', 'sex'), choices: genderChoices(customer, locale) }, locale)}
<button type="submit">${say('button')}</button>`
  return showAccount(visitor, {
    section: 'profile',
    title: say('title'),
    violations,
    said: { saved: say('saved') },
    content: html`${errorSummary(violations, Object.fromEntries(fields.map((name) => [name, [name, say(name)]])), locale)}
${visitForm(visit, form, accountPath(visitor, '/profile'))}`,
  })
}

/** Those there are, and what the customer is called by another contract. */
function genderChoices({ gender }: Customer, locale: Visitor['locale']): readonly (readonly [string, string])[] {
  const say = profileTexts(locale)
  const usual = genders.map((one) => [one, say(one)] as const)
  const own = gender === null || usual.some(([one]) => one === gender) ? [] : [[gender, gender] as const]
  return [['', say('notSaid')], ...usual, ...own]
}
