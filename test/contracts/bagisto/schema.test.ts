import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  buildSchema,
  type GraphQLSchema,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  validateSchema,
  visit,
} from 'graphql'
import { buildShopSchema } from '../../../src/dialects/bagisto/contract/schema.ts'

/** Without what is only there to be read. */
function withoutDescriptions(schema: GraphQLSchema): string {
  const document = parse(printSchema(lexicographicSortSchema(schema)))
  return print(
    visit(document, {
      enter: (node) => ('description' in node && node.description ? { ...node, description: undefined } : undefined),
    }),
  )
}

test('the schema is the published interface: every type, name, argument and nullability', () => {
  const expected = readFileSync(new URL('./expected.graphql', import.meta.url), 'utf8')
  assert.equal(withoutDescriptions(buildShopSchema()), withoutDescriptions(buildSchema(expected)))
})

test('the schema is one, by the rules of GraphQL', () => {
  const schema = buildShopSchema()
  assert.deepEqual(validateSchema(schema), [])
  buildSchema(printSchema(schema)) // throws when the text is none
})
