import type { LiveToken, Presented } from '../../../core/sessions/authenticate.ts'
import { reviewNeeded } from '../../../core/sessions/review-sign-in.ts'
import type { SignInAttempt, SignInOutcome } from '../../../core/sessions/sign-in.ts'
import { consentsNeededHeader, type Route, type WireAnswer, type WireRequest } from '../../dialect.ts'
import { readBody } from '../body/read-body.ts'
import { decodeSignIn, decodeToken } from '../decode.ts'
import { encodeTokens, jsonAnswer } from '../encode.ts'
import { tokenMetadata } from '../metadata.ts'
import { tokenOperations } from '../operations.ts'
import { encodeOtherBody, encodeRefusal } from '../refusals.ts'
import { view } from '../view.ts'

/** What these calls ask of the core. */
export interface TokenServices {
  signIn(attempt: SignInAttempt): Promise<SignInOutcome>
  refresh(token: string): Promise<{ access: string; refresh: string | undefined }>
  signOut(refreshToken: string): Promise<void>
  authenticate(presented: Presented): Promise<LiveToken>
}

/**
 * `/auth/token/` and the three paths below it.
 *
 * @source docs/contracts/django.md#7-tokens
 */
export function tokenRoutes({ servicesAt }: { servicesAt(host: string): Promise<TokenServices> }): readonly Route[] {
  const obtain = async (request: WireRequest): Promise<WireAnswer> => {
    const body = await readBody(request)
    if (body.kind === 'not_an_object') return encodeOtherBody(body)
    const services = await servicesAt(request.host)
    const outcome = await services.signIn({ draft: decodeSignIn(body), clientNetwork: request.clientNetwork })
    if (!outcome.ok) return encodeRefusal(outcome.violations)
    return encodeTokens(outcome.tokens, consentsNeededHeader(outcome.consentsNeeded))
  }
  const refresh: TokenUse = async (token, services) => encodeTokens(await services.refresh(token))
  const verify: TokenUse = async (token, services) => {
    await services.authenticate({ token, kind: 'any', carriedIn: 'body' })
    return jsonAnswer(200, {})
  }
  const blacklist: TokenUse = async (token, services) => {
    await services.signOut(token)
    return jsonAnswer(200, {})
  }
  const use = (used: TokenUse) => async (token: string, host: string) => used(token, await servicesAt(host))
  return [
    {
      path: '/auth/token',
      operations: [tokenOperations.obtain],
      hashes: { method: 'POST', lane: 'sign_in' },
      ...view({ POST: obtain, OPTIONS: async () => jsonAnswer(200, tokenMetadata.obtain) }),
    },
    tokenRoute('/auth/token/refresh', 'refreshToken', 'refresh', use(refresh)),
    tokenRoute('/auth/token/verify', 'token', 'verify', use(verify)),
    tokenRoute('/auth/token/blacklist', 'refreshToken', 'blacklist', use(blacklist)),
  ]
}

type TokenUse = (token: string, services: TokenServices) => Promise<WireAnswer>

/** A path that takes one token in its body. */
function tokenRoute(
  path: string,
  field: 'refreshToken' | 'token',
  name: 'refresh' | 'verify' | 'blacklist',
  use: (token: string, host: string) => Promise<WireAnswer>,
): Route {
  const post = async (request: WireRequest): Promise<WireAnswer> => {
    const body = await readBody(request)
    if (body.kind === 'not_an_object') return encodeOtherBody(body)
    const token = decodeToken(body, field)
    const violations = reviewNeeded(field, token)
    return violations.length === 0 && typeof token === 'string' ? use(token, request.host) : encodeRefusal(violations)
  }
  return {
    path,
    operations: [tokenOperations[name]],
    ...view({ POST: post, OPTIONS: async () => jsonAnswer(200, tokenMetadata[name]) }),
  }
}
