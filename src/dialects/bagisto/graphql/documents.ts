import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  Source,
  specifiedRules,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { formatError } from './errors.ts'
import { measureDocument, most, type OperationFacts, tooComplex } from './limits.ts'

export interface DocumentOptions {
  readonly schema: GraphQLSchema
  /** Whether documents may ask about the schema. */
  readonly introspection: boolean
  /** Whether errors say what else a name could have been. */
  readonly suggestions: boolean
}

/** A document that may be executed. */
export interface Checked {
  readonly ok: true
  readonly document: DocumentNode
  readonly operations: ReadonlyMap<OperationDefinitionNode, OperationFacts>
}

export interface Faulty {
  readonly ok: false
  readonly errors: readonly GraphQLFormattedError[]
}

// A parsed document of the shortest names takes 160 times the memory of its text, so 32 MB at most. A storefront has some
// thirty documents of a few hundred characters.
const rememberedCharacters = 200_000
// Whoever has more wrong is not helped by a longer list.
const mostErrors = 10

/**
 * Parses and validates documents, and remembers those that pass by their text. The limits come before GraphQL's own
 * rules, of which one compares fields with each other.
 *
 * @returns a function that throws Refusal when a limit is exceeded
 */
export function createDocuments({ schema, introspection, suggestions }: DocumentOptions): (text: string) => Checked | Faulty {
  const remembered = new LRUCache<string, Checked>({ maxSize: rememberedCharacters, sizeCalculation: (_, text) => text.length })
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  return (text) => {
    const known = remembered.get(text)
    if (known !== undefined) return known
    const document = parseDocument(text)
    if (document instanceof GraphQLError) return { ok: false, errors: [formatError(document)] }
    const operations = measureDocument(document)
    const errors = validate(schema, document, rules, { maxErrors: mostErrors, hideSuggestions: !suggestions })
    if (errors.length > 0) return { ok: false, errors: errors.map((error) => formatError(error)) }
    const checked: Checked = { ok: true, document, operations }
    remembered.set(text, checked)
    return checked
  }
}

/** @throws Refusal */
function parseDocument(text: string): DocumentNode | GraphQLError {
  if (text.length > most.characters) throw tooComplex(`The document has more than ${most.characters} characters.`)
  try {
    return parse(new Source(text), { maxTokens: most.tokens })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    if (error.message.startsWith('Syntax Error: Document contains more'))
      throw tooComplex(`The document has more than ${most.tokens} tokens.`)
    return error
  }
}
