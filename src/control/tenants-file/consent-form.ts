import { Type } from 'typebox'
import { locales } from '../../core/tenants/locale.ts'
import { closed, nullable, oneOf, text, Url } from './schema-parts.ts'

const ConsentText = Type.Object(
  {
    text: Type.String({
      minLength: 1,
      maxLength: 100_000,
      pattern: '^[^\\0\\p{Cs}]*$',
      title: 'a text of 1 to 100000 characters',
      description: 'What customers are shown. Once declared it stays as it is: another text needs a new version.',
    }),
    url: Type.Optional(nullable(Url, 'Where it stands in full.')),
  },
  closed,
)

const ConsentVersion = Type.Object(
  {
    version: text(100),
    validFrom: Type.Optional(
      nullable(
        Type.String({
          format: 'date-time',
          pattern: '^(19|[2-9]\\d)\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)$',
          title: 'an instant as in 2026-03-29T01:30:00Z',
        }),
      ),
    ),
    texts: Type.Optional(
      Type.Partial(Type.Record(oneOf(locales), ConsentText), {
        ...closed,
        description: 'What customers are shown, by language.',
      }),
    ),
  },
  closed,
)

/** Something customers are asked to agree to, as the tenants file has it. */
export const Consent = Type.Object(
  {
    consentId: text(100),
    kind: oneOf(['company', 'thirdParty']),
    mandatory: Type.Optional(oneOf(['no', 'answer', 'accept'], 'Whether it has to be answered, or granted. Absent: no.')),
    contactMethods: Type.Optional(
      oneOf(['none', 'optional', 'required'], 'Whether whoever grants it names ways to be reached. Absent: none.'),
    ),
    versions: Type.Optional(
      Type.Array(ConsentVersion, {
        minItems: 1,
        description: 'Oldest first; the last whose time has come is in force. Absent: a version 1 without texts.',
      }),
    ),
  },
  closed,
)
