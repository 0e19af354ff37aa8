import { textOf } from '../../core/customers/sent.ts'
import type { Route, WireAnswer, WireRequest } from '../../dialects/dialect.ts'
import { Trouble } from '../../violations/trouble.ts'
import { jsonFields, requireOwnOrigin, speaksJson } from '../decode.ts'
import { encodeJson } from '../encode.ts'
import type { Hosting } from '../hosted-page.ts'
import { siteOf } from '../site.ts'
import { strengthPath } from '../strength-meter.ts'
import { strengthText } from '../texts/password-strength.ts'
import { openVisit, requireFormToken } from '../visit.ts'

/** What this call asks of the core. */
export interface StrengthServices {
  /** 0 to 4. @throws Trouble `busy` */
  scorePassword(password: string, ownWords: readonly string[]): Promise<number>
  /** Counts one score for the client. @throws Trouble `too_many_requests` */
  countScore(clientNetwork: string): void
}

/** The header in which the script of our pages sends the token of its visit. */
const tokenHeader = 'x-form-token'

/** `POST /customer/password-strength`, for the script of our own pages: how good a password is while it is typed. */
export const strengthRoute = ({ tenantAt, seal }: Hosting<StrengthServices>): Route => ({
  path: strengthPath,
  allow: 'POST',
  async handle(request): Promise<WireAnswer> {
    if (request.method !== 'POST') throw new Trouble({ code: 'method_not_allowed', method: request.method })
    const { presence, settings, services } = await tenantAt(request.host)
    const site = siteOf(presence, settings)
    requireOwnOrigin(request, site.origin)
    requireFormToken(request.headers[tokenHeader] ?? '', openVisit(request, seal))
    services.countScore(request.clientNetwork)
    const { password, ownWords } = decodeTyped(request)
    const score = await services.scorePassword(password, ownWords)
    return encodeJson(200, { score, label: strengthText(score, site.localeFor(request)) })
  },
})

// What is longer has been scored by its beginning, and no name or address is worth as much.
const longestPassword = 1_024
const longestWord = 254

function decodeTyped(request: WireRequest): { readonly password: string; readonly ownWords: readonly string[] } {
  const { headers } = request
  if (!speaksJson(headers)) throw new Trouble({ code: 'unsupported_media_type', mediaType: headers['content-type'] ?? '' })
  const sent = jsonFields(request)
  const words = ['email', 'firstName', 'lastName'].map((name) => textOf(sent(name)).slice(0, longestWord))
  return { password: textOf(sent('password')).slice(0, longestPassword), ownWords: words.filter((word) => word !== '') }
}
