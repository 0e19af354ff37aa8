import {
  coerceInputValue,
  GraphQLError,
  type GraphQLSchema,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql'

export interface SentVariables {
  readonly operation: OperationDefinitionNode
  readonly values: Readonly<Record<string, unknown>>
  /** Whether errors say what else a name could have been. */
  readonly suggestions: boolean
}

// Whoever has more wrong is not helped by a longer list.
const mostErrors = 10

/**
 * What of the variables does not fit its type, in GraphQL's words but for one thing: GraphQL's own errors print the whole
 * object that something is missing in, with its passwords, once for each error. Variables that are absent or null are
 * left to the execution, which prints nothing.
 */
export function misfitsIn(schema: GraphQLSchema, { operation, values, suggestions }: SentVariables): readonly GraphQLError[] {
  const errors: GraphQLError[] = []
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value
    const type = typeFromAST(schema, definition.type)
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (!isInputType(type) || value === undefined || value === null) continue
    const onError = (path: readonly (string | number)[], sent: unknown, { message }: GraphQLError) => {
      const place = path.length === 0 ? '' : ` at "${name}${path.map(printStep).join('')}"`
      const text = `Variable "$${name}" got invalid value ${printValue(sent)}${place}; ${message}`
      if (errors.push(new GraphQLError(text, { nodes: definition })) === mostErrors) throw new EnoughErrors()
    }
    try {
      coerceInputValue(value, type, onError, !suggestions)
    } catch (error) {
      if (error instanceof EnoughErrors) return errors
      throw error
    }
  }
  return errors
}

/** Ends a coercion that has found enough. */
class EnoughErrors extends Error {}

const printStep = (step: string | number): string => (typeof step === 'number' ? `[${step}]` : `.${step}`)

const printValue = (value: unknown): string =>
  typeof value !== 'object' || value === null ? JSON.stringify(value) : Array.isArray(value) ? '[…]' : '{…}'
