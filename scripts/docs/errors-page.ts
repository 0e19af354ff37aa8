import { refusalResult } from '../../src/dialects/bagisto/graphql/execute.ts'
import { graphqlAnswer } from '../../src/dialects/bagisto/graphql/route.ts'
import { refusalOf } from '../../src/dialects/bagisto/refusals.ts'
import {
  encodeRefusal as encodeShopRefusal,
  encodeTrouble as encodeShopTrouble,
} from '../../src/dialects/bagisto/rest/answers.ts'
import { encodeAdmissionTrouble } from '../../src/dialects/bagisto/tell-trouble.ts'
import type { WireAnswer } from '../../src/dialects/dialect.ts'
import { encodeRefusal, encodeTrouble } from '../../src/dialects/django/refusals.ts'
import { encodeTrouble as encodeProblem, encodeRefusal as encodeViolations } from '../../src/dialects/patron/refusals.ts'
import { encodeRefusal as encodeFaultOf } from '../../src/dialects/singula/refusals.ts'
import { encodeTrouble as encodeFaultOfTrouble } from '../../src/dialects/singula/troubles.ts'
import type { Violation } from '../../src/violations/violation.ts'
import { troubleExamples, violationExamples } from './examples.ts'

const named = { username: 'ada', externalId: '123', email: 'ada@example.com' }
const context = { requestId: '…', publicUrl: 'https://accounts.example' }

/** docs/errors.md: every refusal with its answer in every dialect, from the tables that answer. */
export function errorsPage(): string {
  const violations = Object.entries(violationExamples).map(([code, [meaning, example]]) =>
    section(code, meaning, {
      Django: encodeRefusal([example]),
      'Bagisto, GraphQL': graphqlAnswer(refusalResult(refusalOf([example]))),
      'Bagisto, REST': encodeShopRefusal(refusalOf([example])),
      ...singulaAnswers(example),
      Patron: encodeViolations([example]),
    }),
  )
  const troubles = Object.entries(troubleExamples).map(([code, [meaning, example]]) =>
    section(code, meaning, {
      Django: encodeTrouble(example),
      'Bagisto, GraphQL': encodeAdmissionTrouble(example),
      'Bagisto, REST': encodeShopTrouble(example),
      Singula: encodeFaultOfTrouble(example, context),
      Patron: encodeProblem(example),
    }),
  )
  return `# Errors

Made by \`npm run docs\` from the tables of src/violations and src/dialects; change them there.

Every answer carries an \`x-request-id\`, under which the log tells what happened.

## Violations

What is wrong with what was sent. All of them are reported together, as far as the contract allows; Singula's has one fault an
answer, the first of its written precedence, and what it is about under \`violations\`.
Patron's own surface has one code around all of them, \`invalid_request\`, and answers it as 400 when the request is not as
described (docs/service-api.md).

${violations.join('\n\n')}

## Troubles

What kept a request from being looked at. Those with \`retry-after\` are worth another try after so many seconds.

${troubles.join('\n\n')}
`
}

/** A change raises other faults than a registration for some of them. */
function singulaAnswers(example: Violation): Readonly<Record<string, WireAnswer>> {
  const [create, update] = (['create', 'update'] as const).map((operation) => encodeFaultOf([example], operation, named, context))
  if (!create || !update || create.body === update.body) return create ? { Singula: create } : {}
  return { 'Singula, create': create, 'Singula, update': update }
}

function section(code: string, meaning: string, answers: Readonly<Record<string, WireAnswer>>): string {
  const lines = Object.entries(answers).map(([dialect, answer]) => `- ${dialect}: ${shown(answer)}`)
  return `### ${code}\n\n${meaning}\n\n${lines.join('\n')}`
}

const shown = ({ status, headers, body }: WireAnswer): string =>
  `${status}${headers['retry-after'] ? `, \`retry-after: ${headers['retry-after']}\`` : ''}, \`${body}\``
