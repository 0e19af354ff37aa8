import type { Dialect, JsonSchema, Operation, OperationParameter } from '../dialects/dialect.ts'

/** What the document says of the whole. */
export interface ApiInfo {
  readonly version: string
  /** Where clients reach it; absent, wherever the document was found. */
  readonly serverUrl: string | undefined
}

export interface OpenApiDocument {
  readonly openapi: '3.1.1'
  readonly info: { readonly title: string; readonly version: string; readonly summary: string; readonly license: object }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly securitySchemes: Readonly<Record<string, object>>
  }
}

export interface OpenApiOperation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly OperationParameter[]
  readonly requestBody?: { readonly required: true; readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
}

const securitySchemes = {
  service_key: {
    type: 'http',
    scheme: 'bearer',
    description: 'A service key, made by `patron keys create --kind service`.',
  },
  access_token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token of a customer.' },
}

/**
 * The operations of all dialects as one OpenAPI document. Schemas that have a title stand under it in the components, once.
 *
 * @throws Error when two operations have one id, or two schemas of one title differ
 * @source OpenAPI Specification 3.1.1
 */
export function openApiDocument(dialects: readonly Pick<Dialect, 'routes'>[], { version, serverUrl }: ApiInfo): OpenApiDocument {
  const operations = dialects.flatMap(({ routes }) => routes.flatMap((route) => route.operations ?? []))
  const schemas: Record<string, JsonSchema> = {}
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  const ids = new Set<string>()
  for (const operation of operations) {
    if (ids.has(operation.id)) throw new Error(`Two operations are called ${operation.id}`)
    ids.add(operation.id)
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describeOperation(operation, (schema) => hoist(schema, schemas)),
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Patron',
      version,
      summary: 'Customer registration and accounts for commerce.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl ?? '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: { schemas, securitySchemes },
  }
}

type Refer = (schema: JsonSchema) => JsonSchema

function describeOperation(operation: Operation, refer: Refer): OpenApiOperation {
  const { id, tag, summary, description, parameters, body, answers, credential } = operation
  const responses = Object.entries(answers).map(([status, answer]) => [
    status,
    {
      description: answer.description,
      ...(answer.content && { content: { [answer.content.mediaType]: { schema: refer(answer.content.schema) } } }),
    },
  ])
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(parameters.length > 0 && { parameters: parameters.map((one) => ({ ...one, schema: refer(one.schema) })) }),
    ...(body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(body.mediaTypes.map((type) => [type, { schema: refer(body.schema) }])),
      },
    }),
    responses: Object.fromEntries(responses),
    security: credential === 'none' ? [] : [{ [credential]: [] }],
  }
}

/** The schema as plain JSON, with what has a title moved to `schemas` and pointed at from where it stood. */
function hoist(schema: JsonSchema, schemas: Record<string, JsonSchema>): JsonSchema {
  return hoistWithin(JSON.parse(JSON.stringify(schema)), schemas) as JsonSchema
}

function hoistWithin(value: unknown, schemas: Record<string, JsonSchema>): unknown {
  if (Array.isArray(value)) return value.map((item) => hoistWithin(item, schemas))
  if (typeof value !== 'object' || value === null) return value
  const inside = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hoistWithin(item, schemas)]))
  const title = inside['title']
  if (typeof title !== 'string') return inside
  const known = schemas[title]
  if (known && JSON.stringify(known) !== JSON.stringify(inside)) throw new Error(`Two schemas are called ${title}`)
  schemas[title] = inside
  return { $ref: `#/components/schemas/${title}` }
}
