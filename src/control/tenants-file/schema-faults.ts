import { suggestionList } from 'graphql/jsutils/suggestionList.js'
import type { TSchema } from 'typebox'
import type { TLocalizedValidationError } from 'typebox/error'
import { type SchemaCheck, schemaCheck } from '../../schemas/schema-check.ts'
import { accepted, orOf, type Schema } from './accepted.ts'
import type { Fault, Path } from './document.ts'
import { keyForms } from './key-forms.ts'
import { TenantsFile, tenantNames } from './schema.ts'

interface Checked extends SchemaCheck {
  readonly schema: TSchema
}

// Whoever wrote a file wants to know everything that is wrong with it at once; of calls that anybody makes a few are told.
const mostFaults = 100_000

const checking = (schema: TSchema): Checked => ({ schema, ...schemaCheck(schema) })

const file = checking(TenantsFile)
const keys = { hmac: checking(keyForms.hmac), service: checking(keyForms.service), storefront: checking(keyForms.storefront) }
const keyKinds = ['hmac', 'hmac-v1', 'service', 'storefront'] as const

/** Everything in which a value is not as the schema of the file has it. */
export function schemaFaults(value: unknown): readonly Fault[] {
  if (file.accepts(value)) return []
  const faults = faultsOf(file, value, []).filter(({ path }) => !isInKey(path))
  return [...faults, ...keysIn(value).flatMap(({ path, key }) => keyFaults(key, path))]
}

const isInKey = ([top, , list, index]: Path): boolean => top === 'tenants' && list === 'keys' && index !== undefined

/** The keys are looked at one by one by the form of their kind: else each would be told what it lacks to be of another. */
function keysIn(value: unknown): readonly { readonly path: Path; readonly key: unknown }[] {
  return Object.entries(objectAt(value, 'tenants')).flatMap(([name, tenant]) => {
    const list = objectAt(tenant, 'keys')
    return Array.isArray(list) ? list.map((key: unknown, index) => ({ path: ['tenants', name, 'keys', index], key })) : []
  })
}

function objectAt(value: unknown, name: string): object {
  const found: unknown = typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : {}
  return typeof found === 'object' && found !== null ? found : {}
}

function keyFaults(key: unknown, path: Path): readonly Fault[] {
  const kind: unknown = typeof key === 'object' && key !== null && 'kind' in key ? key.kind : undefined
  const known = keyKinds.find((one) => one === kind)
  if (known) return faultsOf(keys[known === 'hmac-v1' ? 'hmac' : known], key, path)
  return [
    kind === undefined
      ? { path, text: `is no key of a kind; accepted: ${orOf(keyKinds)}` }
      : { path: [...path, 'kind'], text: `is no kind of key; accepted: ${orOf(keyKinds)}` },
  ]
}

/** What is wrong, each place once. */
function faultsOf({ schema, errors }: Checked, value: unknown, within: Path): readonly Fault[] {
  const found = errors(value, mostFaults)
  const faults = new Map<string, Fault>()
  for (const error of found.filter((one) => !isAboutOtherForm(one, found))) {
    for (const { path, text } of faultsIn(error, value, schema)) {
      const key = JSON.stringify(path)
      if (!faults.has(key)) faults.set(key, { path: [...within, ...path], text })
    }
  }
  return [...faults.values()]
}

/** Where a value may have several forms and something within it is wrong, it has the form that looks within. */
const isAboutOtherForm = (error: TLocalizedValidationError, all: readonly TLocalizedValidationError[]): boolean =>
  (error.keyword === 'anyOf' || (/\/anyOf\/\d+$/.test(error.schemaPath) && error.keyword !== 'uniqueItems')) &&
  all.some((other) => other.instancePath.startsWith(`${error.instancePath}/`))

function faultsIn(error: TLocalizedValidationError, value: unknown, schema: TSchema): readonly Fault[] {
  const path = pathOf(error.instancePath, value)
  const at = schemaAt(schema, error.schemaPath)
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => ({ path: [...path, name], text: 'is missing' }))
    case 'boolean': // one for each name that is not described
      return [{ path, text: unknownName(String(path.at(-1)), at) }]
    case 'additionalProperties': // says of all what was said of each
      return []
    default:
      return [{ path, text: `is ${shown(valueAt(value, path), path)}; accepted: ${accepted(at)}` }]
  }
}

/** @param around  the schema of what the name stands in */
function unknownName(name: string, around: Schema): string {
  const properties = around['properties']
  if (typeof properties !== 'object' || properties === null) return `is no name of a tenant; accepted: ${tenantNames}`
  const [meant] = suggestionList(name, Object.keys(properties))
  return `is no setting${meant === undefined ? '' : `; did you mean ${meant}?`}`
}

const partsOf = (pointer: string): readonly string[] =>
  pointer
    .replace(/^#/, '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

/** A pointer as a path: what leads into a list is a number. */
function pathOf(pointer: string, value: unknown): Path {
  let at = value
  return partsOf(pointer).map((part) => {
    const step = Array.isArray(at) ? Number(part) : part
    at = valueAt(at, [step])
    return step
  })
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined), value)

/** The schema that an error is about, with all the forms a value may have, or of what a name stands in. */
function schemaAt(schema: TSchema, pointer: string): Schema {
  const whole = pointer.replace(/\/anyOf\/\d+$/, '').replace(/\/additionalProperties$/, '')
  const at = valueAt(schema, partsOf(whole))
  return typeof at === 'object' && at !== null ? { ...at } : {}
}

const longestShown = 80

/** A secret is never shown, wherever it stands; so nothing is that others may stand in. */
function shown(value: unknown, path: Path): string {
  const name = path.at(-1)
  if (name === 'secret' || name === 'keys') return typeof value === 'string' ? `a text of ${value.length} characters` : 'no text'
  if (isObject(value))
    return Array.isArray(value) && !value.some(isObject) ? shortened(JSON.stringify(value)) : 'something with parts'
  return shortened(JSON.stringify(value))
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

const shortened = (json: string): string => (json.length <= longestShown ? json : `${json.slice(0, longestShown)}…`)
