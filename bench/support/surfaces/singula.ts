import { customersPath } from '../../../test/support/signed.ts'
import { signedHeaders } from '../../../test/support/singula.ts'
import { getRequest, jsonRequest } from '../json-request.ts'
import { signingKey } from './shop-tenant.ts'
import { bodyOf, byStatus, keyed, type Person, type Session, type Surface } from './surface.ts'

/** Signed anew each time: a signature is good for minutes only. */
const signed = (method: string, path: string): readonly string[] =>
  Object.entries(signedHeaders(signingKey, method, path)).map(([name, value]) => `${name}: ${value}`)

const registration = ({ email, username, firstName, lastName, password }: Person) => ({
  ...{ email, username, title: '-', firstName, lastName, password },
  consents: {
    companyConsents: [{ consentId: 'NEWS', consented: true, contactMethods: ['EMAIL'] }],
    thirdPartyConsents: [{ consentId: 'PARTNER', consented: false }],
  },
})

const pathOf = ({ id }: Session) => `${customersPath}/${id}`

/** @source docs/contracts/singula.md, section 5 */
const takenFaults: readonly unknown[] = [90074, 90101]

/** Whoever calls is a program of the shop: it signs for every customer. @source docs/contracts/singula.md */
export const singula: Surface = {
  name: 'Singula',
  addresses: { quotes: false, blanks: true },
  consentsGiven: 2,
  welcomes: false,
  register: (person, idempotencyKey) => ({
    request: jsonRequest(customersPath, JSON.stringify(registration(person)), {
      further: [...signed('POST', customersPath), ...keyed(idempotencyKey)],
    }),
    read: byStatus({
      done: 201,
      value: ({ href }) => ({ id: String(href).split('/').at(-1) ?? '', token: '' }),
      isTaken: (answer) => takenFaults.includes(bodyOf(answer)['errorCode']),
    }),
  }),
  readLastName: (session) => ({
    request: getRequest(pathOf(session), signed('GET', pathOf(session))),
    read: byStatus({ done: 200, value: ({ lastName }) => String(lastName) }),
  }),
  changeLastName: (session, _person, lastName) => ({
    request: jsonRequest(pathOf(session), JSON.stringify({ lastName }), {
      method: 'PATCH',
      further: signed('PATCH', pathOf(session)),
    }),
    read: byStatus({ done: 201, value: ({ href }) => href }),
  }),
}
