import type { OwnDevice, OwnSession } from '../../../core/disclosure/own-data.ts'
import { isUuid } from '../../../core/tenants/uuid.ts'
import type { Route, WireAnswer } from '../../../dialects/dialect.ts'
import { type Html, html, type Piece } from '../../../markup/html.ts'
import { Trouble } from '../../../violations/trouble.ts'
import { accountPath } from '../../account-navigation.ts'
import { showAccount } from '../../account-page.ts'
import { visitForm } from '../../fields.ts'
import type { Form } from '../../form.ts'
import { accountPage, type Hosting, type SessionServices, type SignedIn, seeOther } from '../../hosted-page.ts'
import { dayText, shownInstant } from '../../instants.ts'
import { sessionTexts } from '../../texts/account-sessions.ts'
import { forgetSession } from '../../visit.ts'

/** What this page asks of the core. Nobody's id leads to somebody else's session or device. */
export interface SessionListServices extends SessionServices {
  sessionsOf(customerId: string): Promise<readonly OwnSession[]>
  devicesOf(customerId: string): Promise<readonly OwnDevice[]>
  endSession(customerId: string, sessionId: string): Promise<boolean>
  endOtherSessions(customerId: string, sessionId: string): Promise<void>
  forgetDevice(customerId: string, deviceId: string): Promise<void>
}

type Visitor = SignedIn<SessionListServices>

// What a page has room for; all others can be ended together.
const mostShown = 40

/** `/customer/account/sessions`: where the customer is signed in, and which devices get messages. */
export const sessionsRoute = (hosting: Hosting<SessionListServices>): Route => ({
  path: '/customer/account/sessions',
  ...accountPage(hosting, { GET: showSessions, POST: endSome }),
})

async function endSome({ customer, bearer, services, site }: Visitor, form: Form): Promise<WireAnswer> {
  const [session, device] = [form.text('session'), form.text('device')]
  switch (form.text('do')) {
    case 'end':
      if (isUuid(session)) await services.endSession(customer.id, session)
      return seeOther(site, '/customer/account/sessions?ended')
    case 'others':
      await services.endOtherSessions(customer.id, bearer.session.id)
      return seeOther(site, '/customer/account/sessions?others')
    case 'here':
      await services.endSession(customer.id, bearer.session.id)
      return seeOther(site, '/customer/sign-in', [forgetSession()])
    case 'forget':
      if (/^[\da-f]{64}$/.test(device)) await services.forgetDevice(customer.id, device)
      return seeOther(site, '/customer/account/sessions?forgotten')
    default:
      throw new Trouble({ code: 'unreadable_body', detail: 'The form says nothing to do.' })
  }
}

async function showSessions(visitor: Visitor): Promise<WireAnswer> {
  const { customer, bearer, services, visit, locale } = visitor
  const say = sessionTexts(locale)
  const [all, devices] = await Promise.all([services.sessionsOf(customer.id), services.devicesOf(customer.id)])
  const open = all.filter(({ isOpen }) => isOpen)
  const here = open.filter(({ id }) => id === bearer.session.id)
  const others = open.filter(({ id }) => id !== bearer.session.id)
  const shown = [...here, ...others].slice(0, mostShown)
  const endOthers = html`<button type="submit" name="do" value="others">${say('endOthers')}</button>`
  return showAccount(visitor, {
    section: 'sessions',
    title: say('title'),
    said: { ended: say('ended'), others: say('endedOthers'), forgotten: say('forgotten') },
    content: html`<p>${say('text')}</p>
${open.length > mostShown && html`<p class="hint">${say('latest', { n: mostShown })}</p>\n`}<ul class="cards">
${shown.map((session) => sessionEntry(session, visitor))}</ul>
${others.length > 0 && visitForm(visit, endOthers, accountPath(visitor, '/sessions'))}
${devices.length > 0 && deviceList(devices, visitor)}`,
  })
}

function sessionEntry({ id, kind, browser, startedAt, lastUsedAt }: OwnSession, visitor: Visitor): Html {
  const { bearer, settings, visit, locale } = visitor
  const say = sessionTexts(locale)
  const isHere = id === bearer.session.id
  const name = browser ?? say(kind)
  const shown = (at: Date): Html => shownInstant(at, locale, settings.timeZone)
  const action = say(isHere ? 'endHere' : 'end')
  const label = say('which', { action, name: `${name}, ${dayText(startedAt, locale, settings.timeZone)}` })
  const button = html`<input type="hidden" name="session" value="${id}">
<button type="submit" class="quiet" name="do" value="${isHere ? 'here' : 'end'}" aria-label="${label}">${action}</button>`
  return html`<li>
${isHere && html`<p class="badge">${say('here')}</p>\n`}<h2>${name}</h2>
<p class="hint">${say('since')} ${shown(startedAt)}${lastUsedAt !== null && html`<br>\n${say('lastUsed')} ${shown(lastUsedAt)}`}</p>
${visitForm(visit, button, accountPath(visitor, '/sessions'))}
</li>
`
}

function deviceList(devices: readonly OwnDevice[], visitor: Visitor): Piece {
  const { settings, visit, locale } = visitor
  const say = sessionTexts(locale)
  const entries = devices.map(({ id, addedAt }, index) => {
    const name = `${say('device')} ${devices.length - index}`
    const label = say('which', { action: say('forget'), name })
    const button = html`<input type="hidden" name="device" value="${id}">
<button type="submit" class="quiet" name="do" value="forget" aria-label="${label}">${say('forget')}</button>`
    return html`<li>
<h3>${name}</h3>
<p class="hint">${say('addedAt')} ${shownInstant(addedAt, locale, settings.timeZone)}</p>
${visitForm(visit, button, accountPath(visitor, '/sessions'))}
</li>
`
  })
  return html`<h2>${say('devices')}</h2>
<p>${say('devicesText')}</p>
<ul class="cards">
${entries}</ul>`
}
