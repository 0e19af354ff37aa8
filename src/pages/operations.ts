import { Type } from 'typebox'
import type { Operation, OperationAnswer } from '../dialects/dialect.ts'
import { minimumCharacters } from './policy.ts'

const NewPassword = Type.Object(
  {
    password: Type.String({ minLength: minimumCharacters, description: 'Counted and kept as it is, blanks included.' }),
    confirmPassword: Type.String({ description: 'The same once more.' }),
  },
  { title: 'NewPassword' },
)

const Message = Type.Object({ message: Type.String({ description: 'For people, in their language.' }) }, { title: 'Message' })

const Texts = Type.Optional(Type.Array(Type.String()))
const RefusedPassword = Type.Object(
  { message: Type.String(), errors: Type.Object({ password: Texts, confirmPassword: Texts }) },
  { title: 'RefusedPassword' },
)

const json = (description: string, schema: object = Message): OperationAnswer => ({
  description,
  content: { mediaType: 'application/json', schema },
})

/** What a shop's own page for new passwords calls. */
export const resetOperation: Operation = {
  id: 'resetPassword',
  method: 'POST',
  path: '/customer/reset-password/{token}',
  tag: 'Links in mails',
  credential: 'none',
  summary: 'Set a new password by the link in a mail',
  description:
    'A browser that opens the link gets a page with a form. This is the same for a shop that has a page of its own, whose server then passes on what the customer typed. Texts are in the language of `Accept-Language`.',
  parameters: [{ name: 'token', in: 'path', required: true, schema: Type.String({ description: 'As it stands in the link.' }) }],
  body: { mediaTypes: ['application/json'], schema: NewPassword },
  answers: {
    200: json('The password is changed, the link used up, and every session of the customer ended.'),
    410: json('The link was used, has run out, is none, or its account has changed.'),
    422: json('This password cannot be used; the link stays good.', RefusedPassword),
    429: json('Too many tries; `Retry-After` says when the next one is worth it.'),
    503: json('Busy, or the database does not answer; `Retry-After` says when another try is worth it.'),
  },
}
