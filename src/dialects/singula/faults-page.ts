import { html } from '../../markup/html.ts'
import { Trouble } from '../../violations/trouble.ts'
import type { Route } from '../dialect.ts'
import { type Fault, faults } from './contract.ts'
import { faultsPath } from './faults.ts'

/** When each is raised, for whoever looks a number up. */
const raisedWhen: Readonly<Record<keyof typeof faults, string>> = {
  insufficientData: 'A search names nothing to look for.',
  addressCreation: 'The address of a change cannot be taken: more than one, an unknown country, a line too long.',
  authentication: 'The current password is wrong, or missing where it is asked for.',
  incorrectUsername: 'The new username has a character usernames do not have, or is too long.',
  invalidCurrency: 'There is no such currency, or the tenant does not deal in it.',
  invalidDateOfBirth: 'No calendar day as YYYY-MM-DD, in the future, too long ago, or too young for the tenant.',
  invalidPostcode: 'Not as postcodes of the country are, or over 20 characters.',
  invalidUsername: "The username has characters other than letters, digits and . _ - + @ ', or over 200 of them.",
  consentMissing: 'A consent the tenant asks for was not answered, or not granted where it has to be.',
  contactMethodMissing: 'A consent was granted that needs a contact method, and none was granted with it.',
  passwordRequired: 'No password, and the tenant asks for one.',
  registration:
    'A member is missing, too long or of the wrong type; "violations" names each. Also when the tenant takes no new customers.',
  systemFailure: 'A fault of the service. Nothing is known of what was done; the request can be sent again.',
  unknownConsent: 'The tenant asks for no consent of this id, or it stands in the wrong list.',
  unknownContactMethod: 'The tenant does not reach customers in this way.',
  unknownCustomer: 'The tenant has no such customer.',
  unsafePassword: 'The password would be guessed too soon.',
  usernameExists: 'Another customer has this username, or it is the address of one.',
  usernameRequired: 'No username.',
  externalIdExists: 'Another customer has this external identifier.',
  emailExists: 'Another customer has this e-mail address.',
}

const conditions: readonly (readonly [code: number, meaning: string])[] = [
  [400, 'The body is not a JSON object, or a member of a change is missing, too long or of the wrong type.'],
  [401, 'The signature or token is missing or not valid. Which part of it, is not told.'],
  [403, 'The key or the customer may not do this.'],
  [404, 'There is no such path.'],
  [405, 'The path has other methods, which Allow names.'],
  [409, 'A request with this Idempotency-Key is being processed.'],
  [413, 'The body is too large.'],
  [415, 'The body is not application/json.'],
  [422, 'The Idempotency-Key was used with another body.'],
  [429, 'Too many requests; Retry-After says when to come back.'],
  [503, 'Too busy, or the database does not answer; Retry-After says when to come back.'],
]

interface Entry {
  readonly code: number
  readonly status: number
  readonly name: string
  readonly userMessage?: string
  readonly when: string
}

const entries: readonly Entry[] = [
  ...Object.entries<Fault>(faults).map(([key, { errorCode, ...fault }]) => ({
    ...fault,
    code: errorCode,
    when: raisedWhen[key as keyof typeof faults],
  })),
  ...conditions.map(([code, when]) => ({ code, status: code, name: 'no fault of its own', when })),
]

const section = ({ code, status, name, userMessage, when }: Entry) => html`<section id="${code}">
<h3>${code} <small>${name}</small></h3>
<p>${when}</p>
<table><tbody>
<tr><th scope="row">Status</th><td>${status}</td></tr>${
  userMessage !== undefined &&
  html`
<tr><th scope="row"><code>userMessage</code></th><td>${userMessage}</td></tr>`
}
</tbody></table>
</section>
`

// The reference's style; neither page has a script that could be abused.
const styleUrl = '/docs/reference.css'
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Faults of the customer API</title>
<link rel="stylesheet" href="${styleUrl}">
</head>
<body>
<nav aria-label="Faults">
<p><a href="/docs">Reference</a></p>
<h2>errorCode</h2><ul>${entries.map(({ code }) => html`<li><a href="#${code}">${code}</a></li>`)}</ul>
</nav>
<main>
<h1>Faults of the customer API</h1>
<p>Every fault has an <code>errorCode</code>, a <code>userMessage</code> for whoever sits before the screen, a
<code>developerMessage</code> for a log, and a <code>requestId</code>, under which the log of the service tells more.
<code>violations</code> names the members that are wrong.</p>
${entries.map(section)}
</main>
</body>
</html>
`.text

/** The page that `moreInfo` of every fault leads to. */
export const faultsRoute: Route = {
  path: faultsPath,
  allow: 'GET, HEAD',
  async handle({ method }) {
    if (method !== 'GET' && method !== 'HEAD') throw new Trouble({ code: 'method_not_allowed', method })
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': contentSecurityPolicy }
    return { status: 200, headers, body: page }
  },
}
