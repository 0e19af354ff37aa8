import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Operation, Route } from '../../src/dialects/dialect.ts'
import { openApiDocument } from '../../src/http/openapi.ts'
import { referencePage } from '../../src/http/reference-page.ts'
import { html } from '../../src/markup/html.ts'

const wish = { type: 'object', title: 'Wish', properties: { words: { type: 'string' } } }

const operation = (fields: Partial<Operation> = {}): Operation => ({
  id: 'makeWish',
  method: 'POST',
  path: '/wishes/{id}',
  tag: 'Wishes',
  credential: 'service_key',
  summary: 'Make a <wish>',
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  body: { mediaTypes: ['application/json'], schema: wish },
  answers: {
    201: { description: 'Made.', content: { mediaType: 'application/json', schema: wish } },
    404: { description: 'Nobody.' },
  },
  ...fields,
})

const documentOf = (...operations: readonly Operation[]) => {
  const route: Route = { path: '/', allow: '', operations, handle: async () => ({ status: 200, headers: {}, body: null }) }
  return openApiDocument([{ routes: [route] }], { version: '1.2.3', serverUrl: 'https://shop.example' })
}

test('operations are written as OpenAPI has them, and a schema with a title stands once in the components', () => {
  const document = documentOf(operation())
  const reference = { schema: { $ref: '#/components/schemas/Wish' } }
  assert.deepEqual(document.paths['/wishes/{id}'], {
    post: {
      operationId: 'makeWish',
      tags: ['Wishes'],
      summary: 'Make a <wish>',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      requestBody: { required: true, content: { 'application/json': reference } },
      responses: { 201: { description: 'Made.', content: { 'application/json': reference } }, 404: { description: 'Nobody.' } },
      security: [{ service_key: [] }],
    },
  })
  assert.deepEqual(document.components.schemas, { Wish: wish })
  assert.deepEqual([document.info.version, document.servers], ['1.2.3', [{ url: 'https://shop.example' }]])
})

test('two operations of one id, or two schemas of one title, are a mistake that is told at the start', () => {
  assert.throws(() => documentOf(operation(), operation({ method: 'GET' })), /Two operations are called makeWish/)
  const other = { mediaTypes: ['application/json'], schema: { ...wish, properties: {} } }
  assert.throws(() => documentOf(operation({ body: other })), /Two schemas are called Wish/)
})

test('the page shows every operation with its fields, and what is told of them is text', () => {
  const page = referencePage(
    documentOf(operation(), operation({ id: 'endWish', method: 'DELETE', credential: 'none' })),
    '/s.css',
  )
  assert.match(page, /<b>POST<\/b> <code>\/wishes\/\{id\}<\/code>/)
  assert.match(page, /<b>DELETE<\/b>/)
  assert.match(page, /Make a &lt;wish&gt;/)
  assert.match(page, /<section id="schema-Wish">/)
  assert.ok(!/<script|style="|https?:\/\//.test(page))
})

test('an example of an object stands on the page as the object it is', () => {
  const kept = { type: 'object', properties: { pairs: { type: 'object', examples: [{ no_ads: true }] } } }
  const page = referencePage(documentOf(operation({ body: { mediaTypes: ['application/json'], schema: kept } })), '/s.css')
  assert.match(page, /e\.g\. <code>\{&quot;no_ads&quot;:true\}<\/code>/)
  assert.ok(!page.includes('[object'))
})

test('what is put into HTML is text unless it is HTML already', () => {
  assert.equal(
    html`<p>${`<b> & "'`}${html`<i>${1}</i>`}${[false, null, undefined, 'x']}</p>`.text,
    '<p>&lt;b&gt; &amp; &quot;&#39;<i>1</i>x</p>',
  )
})
