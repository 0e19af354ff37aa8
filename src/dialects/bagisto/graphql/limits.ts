import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { Refusal } from './refusal.ts'

/** What a document may have at most. Depth and complexity are the published ones, the others ours. */
export const most = {
  characters: 100_000,
  tokens: 2_000,
  depth: 20,
  complexity: 400,
  aliases: 5,
  rootFields: 5,
  directives: 50,
  directivesInOnePlace: 4,
  spreads: 100,
}

export const tooComplex = (message: string): Refusal => new Refusal(message, { code: 'DOCUMENT_TOO_COMPLEX' })

/** What one operation asks for, its fragments put in place. */
export interface OperationFacts {
  readonly rootFields: number
  /** Every root field asks about the schema. */
  readonly isIntrospection: boolean
}

/**
 * Holds a document to its limits, and counts. Every selected field counts one, however long the list it stands in; what
 * a fragment selects counts at each spread. Each fragment is measured once, so the work grows with the text and not with
 * what it expands to, and a fragment that spreads itself is refused before anything expands it.
 *
 * @throws Refusal that names the limit
 */
export function measureDocument({ definitions }: DocumentNode): ReadonlyMap<OperationDefinitionNode, OperationFacts> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const walk: Walk = {
    fragments: new Map(fragments.map((fragment) => [fragment.name.value, fragment])),
    measured: new Map(),
    directives: 0,
    spreads: 0,
  }
  for (const definition of [...operations, ...fragments]) {
    countDirectives(definition.directives, walk)
    for (const variable of definition.variableDefinitions ?? []) countDirectives(variable.directives, walk)
    check(measure(definition.selectionSet, walk))
  }
  return new Map(operations.map((operation) => [operation, factsOf(measure(operation.selectionSet, walk))]))
}

interface Walk {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly measured: Map<SelectionSetNode, Measure | 'being measured'>
  directives: number
  spreads: number
}

interface Measure {
  readonly fields: number
  readonly aliases: number
  readonly depth: number
  /** Fields that do not stand in another one. */
  readonly topFields: number
  readonly isIntrospection: boolean
}

const nothing: Measure = { fields: 0, aliases: 0, depth: 0, topFields: 0, isIntrospection: true }

const together = (one: Measure, other: Measure): Measure => ({
  fields: one.fields + other.fields,
  aliases: one.aliases + other.aliases,
  depth: Math.max(one.depth, other.depth),
  topFields: one.topFields + other.topFields,
  isIntrospection: one.isIntrospection && other.isIntrospection,
})

function measure(set: SelectionSetNode, walk: Walk): Measure {
  const known = walk.measured.get(set)
  if (known === 'being measured') throw tooComplex('The document has a fragment that spreads itself.')
  if (known !== undefined) return known
  walk.measured.set(set, 'being measured')
  let whole = nothing
  for (const selection of set.selections) whole = together(whole, measureSelection(selection, walk))
  walk.measured.set(set, whole)
  return whole
}

function measureSelection(selection: SelectionNode, walk: Walk): Measure {
  countDirectives(selection.directives, walk)
  if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet, walk)
  if (selection.kind === Kind.FRAGMENT_SPREAD) {
    if (++walk.spreads > most.spreads) throw exceeded(most.spreads, 'fragment spreads')
    const fragment = walk.fragments.get(selection.name.value)
    return fragment === undefined ? nothing : measure(fragment.selectionSet, walk)
  }
  const below = selection.selectionSet === undefined ? nothing : measure(selection.selectionSet, walk)
  return {
    fields: below.fields + 1,
    aliases: below.aliases + (selection.alias === undefined ? 0 : 1),
    depth: below.depth + 1,
    topFields: 1,
    isIntrospection: ['__schema', '__type', '__typename'].includes(selection.name.value),
  }
}

function countDirectives(directives: readonly DirectiveNode[] = [], walk: Walk): void {
  walk.directives += directives.length
  if (directives.length > most.directivesInOnePlace) throw exceeded(most.directivesInOnePlace, 'directives in one place')
  if (walk.directives > most.directives) throw exceeded(most.directives, 'directives')
}

function check({ fields, aliases, depth }: Measure): void {
  if (depth > most.depth) throw tooComplex(`The document is nested more than ${most.depth} levels deep.`)
  if (aliases > most.aliases) throw exceeded(most.aliases, 'aliases')
  if (fields > most.complexity) throw exceeded(most.complexity, 'fields')
}

function factsOf({ topFields, isIntrospection }: Measure): OperationFacts {
  if (topFields > most.rootFields) throw tooComplex(`An operation has more than ${most.rootFields} fields at its root.`)
  return { rootFields: topFields, isIntrospection }
}

const exceeded = (limit: number, what: string): Refusal => tooComplex(`The document has more than ${limit} ${what}.`)
