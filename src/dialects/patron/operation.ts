import { type Static, type TObject, Type } from 'typebox'
import { schemaCheck } from '../../schemas/schema-check.ts'
import type { Operation, OperationParameter, WireRequest } from '../dialect.ts'
import { idempotencyKeyParameter } from '../repeating.ts'
import { type Fault, faultsOf, pathParameters, queryParameters, readBody } from './decode.ts'

/** What a caller sent, once it is known to be as described. */
export interface Input<Path extends TObject, Query extends TObject, Body extends TObject> {
  readonly path: Static<Path>
  readonly query: Static<Query>
  readonly body: Static<Body>
}

export type Read<Sent> = { readonly ok: true; readonly input: Sent } | { readonly ok: false; readonly faults: readonly Fault[] }

/** An operation with the reader that holds requests to it. */
export interface Described<Sent> {
  readonly operation: Operation
  readonly creates: boolean
  /** @throws Trouble `unsupported_media_type`, `unreadable_body` */
  read(request: WireRequest): Read<Sent>
}

const nothing = Type.Object({}, { additionalProperties: false })
type Nothing = typeof nothing

interface Description<Path extends TObject, Query extends TObject, Body extends TObject>
  extends Omit<Operation, 'parameters' | 'body'> {
  readonly pathParameters?: Path
  readonly query?: Query
  readonly body?: Body
  /** JSON alone when absent. */
  readonly mediaTypes?: readonly string[]
  /** Whether it makes something each time it is asked, so that an `Idempotency-Key` counts. */
  readonly creates?: boolean
}

/** Makes an operation of its schemas: what describes the requests also checks them, all of it before anything is done. */
export function describe<Path extends TObject = Nothing, Query extends TObject = Nothing, Body extends TObject = Nothing>(
  description: Description<Path, Query, Body>,
): Described<Input<Path, Query, Body>> {
  const {
    pathParameters: path = nothing,
    query = nothing,
    body,
    mediaTypes = ['application/json'],
    creates = false,
    ...told
  } = description
  const checks = [path, query, body ?? nothing].map(schemaCheck)
  return {
    operation: {
      ...told,
      parameters: [...parametersOf('path', path), ...parametersOf('query', query), ...(creates ? [idempotencyKeyParameter] : [])],
      ...(body && { body: { mediaTypes, schema: body } }),
    },
    creates,
    read(request) {
      const sent = {
        path: pathParameters(told.path, request.path),
        query: queryParameters(query, request.query),
        body: body ? readBody(request, mediaTypes) : {},
      }
      const parts = [sent.path, sent.query, sent.body]
      const faults = checks.flatMap((check, index) => (check.accepts(parts[index]) ? [] : faultsOf(check.errors(parts[index]))))
      return faults.length > 0 ? { ok: false, faults } : { ok: true, input: sent as Input<Path, Query, Body> }
    },
  }
}

const parametersOf = (place: 'path' | 'query', schema: TObject): readonly OperationParameter[] =>
  Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: place,
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }))
