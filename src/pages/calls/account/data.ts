import type { PasswordProof } from '../../../core/account/prove-password.ts'
import type { OwnData, OwnDataOutcome } from '../../../core/disclosure/own-data.ts'
import type { Route, WireAnswer } from '../../../dialects/dialect.ts'
import { html } from '../../../markup/html.ts'
import type { Violation } from '../../../violations/violation.ts'
import { accountPath } from '../../account-navigation.ts'
import { showAccount } from '../../account-page.ts'
import { downloadJson } from '../../download.ts'
import { errorSummary, visitForm } from '../../fields.ts'
import type { Form } from '../../form.ts'
import { accountPage, type Hosting, type SessionServices, type SignedIn } from '../../hosted-page.ts'
import { currentPasswordField, readCurrentPassword } from '../../password-proof.ts'
import { dataTexts } from '../../texts/account-data.ts'
import { passwordTexts } from '../../texts/account-password.ts'

/** What this page asks of the core. */
export interface DataServices extends SessionServices {
  tellOwnData(proof: PasswordProof): Promise<OwnDataOutcome>
}

type Visitor = SignedIn<DataServices>

/** `/customer/account/data`: everything kept of the customer, as a file. It is sent by POST, since a password opens it. */
export const dataRoute = (hosting: Hosting<DataServices>): Route => ({
  path: '/customer/account/data',
  hashes: { method: 'POST', lane: 'sign_in' },
  ...accountPage(hosting, { GET: async (visitor) => formPage(visitor, []), POST: download }),
})

async function download(visitor: Visitor, form: Form): Promise<WireAnswer> {
  const { customer, services, request } = visitor
  const typed = readCurrentPassword(form)
  if (!typed.ok) return formPage(visitor, typed.violations)
  const told = await services.tellOwnData({ customer, password: typed.password, clientNetwork: request.clientNetwork })
  return told.ok ? downloadJson('my-data.json', wireOf(told.data)) : formPage(visitor, told.violations)
}

/** Bytes as text: the image in Base64, what shows which text was answered in hexadecimal digits. */
const wireOf = ({ image, consentHistory, ...data }: OwnData): object => ({
  ...data,
  image: image && Buffer.from(image).toString('base64'),
  consentHistory: consentHistory.map(({ textDigest, ...record }) => ({
    ...record,
    textDigest: textDigest && Buffer.from(textDigest).toString('hex'),
  })),
})

function formPage(visitor: Visitor, violations: readonly Violation[]): WireAnswer {
  const { locale, visit, customer } = visitor
  const say = dataTexts(locale)
  const form = html`${currentPasswordField({ customer, violations, isFirst: violations.length > 0 }, locale)}
<button type="submit" data-download>${say('button')}</button>`
  const label = passwordTexts(locale)('currentPassword')
  return showAccount(visitor, {
    section: 'data',
    title: say('title'),
    violations,
    content: html`<p>${say('text')}</p>
<p class="hint">${say('why')}</p>
${errorSummary(violations, { currentPassword: ['currentPassword', label] }, locale)}
${visitForm(visit, form, accountPath(visitor, '/data'))}`,
  })
}
