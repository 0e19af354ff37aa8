import type { Static, TSchema } from 'typebox'
import type { TLocalizedValidationError } from 'typebox/error'
import { Compile, type Validator } from 'typebox/schema'
import { Settings } from 'typebox/system'

/** What a schema has to say of values. */
export interface SchemaCheck<Value = unknown> {
  accepts(value: unknown): value is Value
  /** In what the value is not as the schema has it, `most` of it at most: none when it is accepted. */
  errors(value: unknown, most?: number): readonly TLocalizedValidationError[]
}

// Bounded, whatever is sent; the library by itself stops at 8.
const mostErrors = 64

/** The schema is compiled with the first value it is asked about: servers start sooner without, and few schemas are asked soon. */
export function schemaCheck<Schema extends TSchema>(schema: Schema): SchemaCheck<Static<Schema>> {
  let compiled: Validator | undefined
  const validator = () => {
    compiled ??= Compile(schema)
    return compiled
  }
  return {
    accepts: (value): value is Static<Schema> => validator().Check(value),
    errors(value, most = mostErrors) {
      Settings.Set({ maxErrors: most })
      return validator().Errors(value)[1]
    },
  }
}
