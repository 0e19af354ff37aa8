import { aCustomer } from '../../../test/support/a-customer.ts'
import { getRequest, jsonRequest } from '../json-request.ts'
import { signInRequest } from '../load.ts'
import { duplicateAnswer, registrationRequest } from '../registration-request.ts'
import { bearer, byStatus, type Json, type Person, type Session, type Surface } from './surface.ts'

const profilePath = ({ id }: Session) => `/api/v1/customers/${id}/`

const registration = ({ email, firstName, lastName, password }: Person) =>
  aCustomer({ email, first_name: firstName, last_name: lastName, password, password2: password })

/** The number that paths name a customer by stands in the token. */
function sessionIn(access: string, refresh: string): Session {
  const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as { user_id: number }
  return { id: String(claims.user_id), token: access, refresh }
}

/** @source docs/contracts/django.md */
export const django: Surface = {
  name: 'Django REST',
  addresses: { quotes: true, blanks: true },
  consentsGiven: 0,
  welcomes: false,
  register: (person, idempotencyKey) => ({
    request: registrationRequest(registration(person), idempotencyKey === undefined ? {} : { idempotencyKey }),
    read: byStatus({ done: 201, value: () => undefined, isTaken: ({ body }) => body === duplicateAnswer }),
  }),
  signIn: ({ email, password }) => ({
    request: signInRequest(email, password),
    read: byStatus({ done: 200, value: ({ access, refresh }) => sessionIn(String(access), String(refresh)) }),
  }),
  refresh: ({ refresh: used = '' }) => ({
    request: jsonRequest('/auth/token/refresh/', JSON.stringify({ refresh: used })),
    read: byStatus({ done: 200, value: ({ access, refresh = used }) => sessionIn(String(access), String(refresh)) }),
  }),
  readLastName: (session) => ({
    request: getRequest(profilePath(session), [bearer(session.token)]),
    read: byStatus({ done: 200, value: lastNameIn }),
  }),
  changeLastName: (session, { email }, lastName) => ({
    request: jsonRequest(profilePath(session), JSON.stringify({ email, last_name: lastName }), {
      method: 'PUT',
      further: [bearer(session.token)],
    }),
    read: byStatus({ done: 200, value: lastNameIn }),
  }),
}

const lastNameIn = (body: Json): string => String(body['last_name'])
