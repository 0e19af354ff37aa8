import { Type } from 'typebox'
import { scopes } from '../../core/tenants/api-key.ts'
import { longestKeyName, mostNetworks, mostRequestsPerMinute, publicIdForm } from '../key-bounds.ts'
import { closed, each, nullable, oneOf, text } from './schema-parts.ts'

const Networks = Type.Array(Type.String({ title: 'an IP address, or a network as in 10.0.0.0/8' }), {
  minItems: 1,
  maxItems: mostNetworks,
  description: 'Where it may be used from. Absent: anywhere.',
})
const networks = { allowedNetworks: Type.Optional(nullable(Networks)) }
const keyName = text(longestKeyName, `a name of 1 to ${longestKeyName} characters`)
const givenSecret = (least: number, title: string) =>
  Type.Optional(
    Type.String({ minLength: least, maxLength: 1_000, pattern: '^[!-~]+$', title, description: 'Absent: the one it has.' }),
  )

/** The kinds of keys in a file, each with the form of its entry. */
export const keyForms = {
  hmac: Type.Object(
    {
      kind: oneOf(['hmac', 'hmac-v1']),
      id: Type.String({ pattern: publicIdForm.source, title: 'a public id of 3 to 100 letters, digits and . _ -' }),
      secret: givenSecret(16, 'a secret of at least 16 visible ASCII characters'),
      scopes: Type.Optional(nullable(Type.Array(oneOf(scopes), { ...each, minItems: 1, description: 'Absent: all of them.' }))),
      ...networks,
    },
    { ...closed, title: 'a key that signs' },
  ),
  service: Type.Object(
    { kind: Type.Literal('service'), name: keyName, secret: givenSecret(1, 'a text as patron keys create makes it') },
    { ...closed, title: 'a key of the back end' },
  ),
  storefront: Type.Object(
    {
      kind: Type.Literal('storefront'),
      name: keyName,
      secret: givenSecret(16, 'a secret of at least 16 visible ASCII characters'),
      requestsPerMinute: Type.Optional(
        nullable(Type.Integer({ minimum: 1, maximum: mostRequestsPerMinute }), 'null: any number. Absent: 100.'),
      ),
      ...networks,
    },
    { ...closed, title: 'a key of a storefront' },
  ),
}
