import { Type } from 'typebox'
import type { Operation } from '../../dialect.ts'
import { describe } from '../operation.ts'
import { closed, json, refusals, Uuid } from './common.ts'

const Inactive = Type.Object({ active: Type.Literal(false) }, { title: 'InactiveToken' })

const Active = Type.Object(
  {
    active: Type.Literal(true),
    token_type: Type.Enum(['access', 'refresh'], {
      description: 'As in the token itself; a service takes access tokens only.',
    }),
    sub: Uuid,
    user_id: Type.Integer(),
    sid: Type.Optional(Uuid),
    exp: Type.Integer({ description: 'Seconds since 1970.' }),
    jti: Type.String(),
    consents_needed: Type.Array(Type.String(), { description: 'Ids of the consents the customer is to be asked for.' }),
  },
  { title: 'ActiveToken' },
)

export const Introspection = Type.Union([Inactive, Active], { title: 'Introspection' })

/** RFC 7662, whose clients may add a hint. We need none. */
export const introspectToken = describe({
  id: 'introspectToken',
  method: 'POST',
  path: '/patron/v1/tokens/introspect',
  tag: 'Tokens',
  credential: 'service_key',
  summary: 'Ask whether a token is good now',
  description:
    'RFC 7662. Active means: signed by this server, not expired, its session not ended and its customer active. Whoever verifies tokens by the published keys sees an end of these only after the life of an access token.',
  body: Type.Object({ token: Type.String({ minLength: 1 }), token_type_hint: Type.Optional(Type.String()) }, closed),
  mediaTypes: ['application/json', 'application/x-www-form-urlencoded'],
  answers: { 200: json('What is known of the token.', Introspection), ...refusals(415) },
})

const KeySet = Type.Object({ keys: Type.Array(Type.Object({ kid: Type.String(), kty: Type.String() })) }, { title: 'KeySet' })

export const publishedKeys: Operation = {
  id: 'publishedKeys',
  method: 'GET',
  path: '/.well-known/jwks.json',
  tag: 'Tokens',
  credential: 'none',
  summary: 'The keys that tokens are verified with (RFC 7517)',
  parameters: [],
  answers: { 200: { description: 'The key set.', content: { mediaType: 'application/jwk-set+json', schema: KeySet } } },
}
