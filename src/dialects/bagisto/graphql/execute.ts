import {
  execute,
  type GraphQLFieldResolver,
  type GraphQLFormattedError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql'
import { type Checked, createDocuments } from './documents.ts'
import { formatError, type TellTrouble, tellErrors } from './errors.ts'
import type { GraphqlRequest } from './read-request.ts'
import { Refusal } from './refusal.ts'
import { misfitsIn } from './variables.ts'

/**
 * What a root field does. The arguments are as the schema promises, so a resolver may name them more exactly.
 *
 * @throws Refusal in the contract's words, or a Trouble
 */
export type Resolver<Context> = {
  resolve(args: object, context: Context, info: GraphQLResolveInfo): unknown
}['resolve']

/** By the name of the root field. */
export type Resolvers<Context> = Readonly<Record<string, Resolver<Context>>>

export interface ExecutorOptions<Context> {
  readonly schema: GraphQLSchema
  /** One for each field of the query type and of the mutation type. */
  readonly resolvers: Resolvers<Context>
  readonly introspection: boolean
  readonly suggestions: boolean
  readonly tellTrouble: TellTrouble
}

/** The body of an answer; `data` is absent where nothing was executed. */
export interface GraphqlResult {
  readonly errors?: readonly GraphQLFormattedError[]
  readonly data?: unknown
}

/** What is known of a request before it is executed. */
export interface Asked {
  /** Its root fields ask about the schema and nothing else. */
  readonly isIntrospection: boolean
  readonly isMutation: boolean
  /** What a limiter counts: 1, and of mutations each one. */
  readonly units: number
}

/** A request whose document may be executed. */
export interface Executable {
  readonly ok: true
  readonly asked: Asked
  readonly request: GraphqlRequest
  readonly checked: Checked
  /** `undefined` where the name is none of the document's; the execution says so. */
  readonly operation: OperationDefinitionNode | undefined
}

export type Prepared = Executable | { readonly ok: false; readonly result: GraphqlResult }

export interface Executed {
  readonly result: GraphqlResult
  /** What went wrong and is not told whole: troubles, and whatever else resolvers threw. */
  readonly causes: readonly unknown[]
}

export interface Executor<Context> {
  /** @param read  reads the request; a Refusal it throws is the answer */
  prepare(read: () => GraphqlRequest): Prepared
  execute(executable: Executable, context: Context): Promise<Executed>
}

// Entries of lists in one answer; a list inside a list would otherwise answer with thousands for a few words.
const mostEntries = 3_000

/**
 * Executes requests against the schema, mutations one after another. Lists have at most 3,000 entries together.
 *
 * @throws Error when a root field has no resolver, so that it is not found out by a customer
 */
export function createExecutor<Context>(options: ExecutorOptions<Context>): Executor<Context> {
  const { schema, resolvers, suggestions, tellTrouble } = options
  assertResolvers(schema, resolvers)
  const documentOf = createDocuments(options)
  return {
    prepare(read) {
      try {
        const request = read()
        const checked = documentOf(request.query)
        if (!checked.ok) return { ok: false, result: { errors: checked.errors } }
        const operation = getOperationAST(checked.document, request.operationName) ?? undefined
        return { ok: true, asked: askedOf(checked, operation), request, checked, operation }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return { ok: false, result: refusalResult(error) }
      }
    },
    async execute({ request, checked, operation }, contextValue) {
      const misfits = operation ? misfitsIn(schema, { operation, values: request.variables, suggestions }) : []
      if (misfits.length > 0) return { result: { errors: misfits.map((error) => formatError(error)) }, causes: [] }
      const { errors, data } = await execute({
        schema,
        document: checked.document,
        rootValue: resolvers,
        contextValue,
        variableValues: request.variables,
        operationName: request.operationName,
        fieldResolver: countingResolver(),
      })
      if (errors === undefined) return { result: { data }, causes: [] }
      const told = tellErrors(errors, tellTrouble)
      return { result: data === undefined ? { errors: told.errors } : { errors: told.errors, data }, causes: told.causes }
    },
  }
}

/** The answer to a request that is not executed. */
export const refusalResult = ({ message, extensions }: Refusal): GraphqlResult => ({
  errors: [{ message, ...(extensions && { extensions }) }],
})

function askedOf({ operations }: Checked, operation: OperationDefinitionNode | undefined): Asked {
  const facts = operation && operations.get(operation)
  const isMutation = operation?.operation === OperationTypeNode.MUTATION
  return {
    isIntrospection: facts?.isIntrospection ?? false,
    isMutation,
    units: isMutation ? (facts?.rootFields ?? 1) : 1,
  }
}

/** As GraphQL's own: a property, or what a method of this name returns. It counts what lists hold. */
function countingResolver(): GraphQLFieldResolver<unknown, unknown> {
  let entries = 0
  const counted = (value: unknown): unknown => {
    if (Array.isArray(value)) entries += value.length
    if (entries > mostEntries) throw new Refusal(`The answer would have more than ${mostEntries} entries.`)
    return value
  }
  return (source, args, context, info) => {
    const parent = source as Readonly<Record<string, unknown>>
    const property = parent[info.fieldName]
    const value = typeof property === 'function' ? property.call(parent, args, context, info) : property
    return value instanceof Promise ? value.then(counted) : counted(value)
  }
}

function assertResolvers(schema: GraphQLSchema, resolvers: object): void {
  const names = [schema.getQueryType(), schema.getMutationType()].flatMap((type) => Object.keys(type?.getFields() ?? {}))
  const missing = names.filter((name) => !Object.hasOwn(resolvers, name))
  if (missing.length > 0) throw new Error(`These operations have no resolver: ${missing.join(', ')}`)
}
