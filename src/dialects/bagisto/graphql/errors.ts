import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { Trouble, type TroubleValue } from '../../../violations/trouble.ts'
import { type Extensions, Refusal } from './refusal.ts'

/** What is said of a trouble. */
export interface TroubleWords {
  readonly message: string
  readonly extensions?: Extensions
}

export type TellTrouble = (trouble: TroubleValue) => TroubleWords

/** Errors as they go out, and what went wrong behind those that do not tell it whole. */
export interface ToldErrors {
  readonly errors: readonly GraphQLFormattedError[]
  readonly causes: readonly unknown[]
}

// Messages quote what was sent, which may be long.
const longestMessage = 1_000

/**
 * Errors of an execution in the contract's shape: message, locations and path, and extensions only where the error brings
 * some. Whatever is neither a refusal nor a trouble nor the caller's mistake is an internal error.
 *
 * @source docs/contracts/bagisto.md#7-errors
 */
export function tellErrors(errors: readonly GraphQLError[], tellTrouble: TellTrouble): ToldErrors {
  const causes: unknown[] = []
  const told = errors.map((error) => {
    const { originalError } = error
    if (originalError instanceof Refusal) return formatError(error, originalError)
    if (isCallersFault(error)) return formatError(error, { message: error.message })
    causes.push(originalError ?? error)
    const trouble: TroubleValue = originalError instanceof Trouble ? originalError.value : { code: 'internal' }
    return formatError(error, trouble.code === 'internal' ? { message: 'Internal server error' } : tellTrouble(trouble))
  })
  return { errors: told, causes }
}

/** Errors that belong to no field are about the request; of the others, those about an argument. */
const isCallersFault = ({ path, originalError }: GraphQLError): boolean =>
  path === undefined || (originalError instanceof GraphQLError && originalError.message.startsWith('Argument "'))

export function formatError(error: GraphQLError, words: { message: string; extensions?: Extensions | undefined } = error) {
  const { locations, path } = error
  const { message, extensions } = words
  return {
    message: message.length > longestMessage ? shortened(message) : message,
    ...(locations && { locations }),
    ...(path && { path }),
    ...(extensions && Object.keys(extensions).length > 0 && { extensions }),
  } satisfies GraphQLFormattedError
}

const shortened = (message: string): string => `${message.slice(0, longestMessage / 2)} … ${message.slice(-longestMessage / 2)}`
