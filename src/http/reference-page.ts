import type { JsonSchema } from '../dialects/dialect.ts'
import { type Html, html, type Piece } from '../markup/html.ts'
import type { OpenApiDocument, OpenApiOperation } from './openapi.ts'

/** What of JSON Schema the schemas of the operations use. */
interface Shown {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Shown[]
  readonly items?: Shown
  readonly properties?: Readonly<Record<string, Shown>>
  readonly required?: readonly string[]
  readonly description?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly examples?: readonly unknown[]
}

/** The document as one page that needs nothing else: no script, no font, nothing from another host. */
export function referencePage(document: OpenApiDocument, styleUrl: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const ofTag = (tag: string) => operations.filter(({ operation }) => operation.tags.includes(tag))
  const names = Object.entries(document.components.schemas)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title} ${document.info.version}: reference</title>
<link rel="stylesheet" href="${styleUrl}">
</head>
<body>
<nav aria-label="Operations">
<p><a href="#top">${document.info.title}</a> ${document.info.version}</p>
${document.tags.map(
  ({ name }) =>
    html`<h2>${name}</h2><ul>${ofTag(name).map(
      ({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>`,
    )}</ul>`,
)}
<h2>Schemas</h2><ul>${names.map(([name]) => html`<li><a href="#schema-${name}">${name}</a></li>`)}</ul>
</nav>
<main id="top">
<h1>Reference</h1>
<p>${document.info.summary} For programs: <a href="/openapi.json">openapi.json</a>.</p>
${document.tags.map(
  ({ name }) =>
    html`<h2>${name}</h2>${ofTag(name).map(({ path, method, operation }) => operationSection(path, method, operation))}`,
)}
<h2>Schemas</h2>
${names.map(([name, schema]) => html`<section id="schema-${name}"><h3>${name}</h3>${schemaBlock(schema)}</section>`)}
</main>
</body>
</html>
`.text
}

function operationSection(path: string, method: string, operation: OpenApiOperation): Html {
  const { operationId, summary, description, parameters = [], requestBody, responses, security } = operation
  const credentials = security.flatMap((requirement) => Object.keys(requirement))
  const bodies = Object.entries(requestBody?.content ?? {})
  return html`<section id="${operationId}">
<h3>${summary}</h3>
<p class="call"><b>${method}</b> <code>${path}</code></p>
${description && html`<p>${prose(description)}</p>`}
<p>${credentials.includes('service_key') ? 'With a service key.' : credentials.includes('access_token') ? 'With the customer’s access token.' : 'Public.'}</p>
${
  parameters.length > 0 &&
  table(
    'Parameters',
    parameters.map(({ name, in: place, required, schema }) => ({ name: `${name} (${place})`, required, schema })),
  )
}
${bodies[0] && html`<h4>Body</h4><p>${bodies.map(([type]) => type).join(', ')}</p>${schemaBlock(bodies[0][1].schema)}`}
<h4>Answers</h4>
<dl>${Object.entries(responses).map(([status, answer]) => html`<dt>${status}</dt><dd>${prose(answer.description)} ${contentOf(answer)}</dd>`)}</dl>
</section>
`
}

const contentOf = ({ content = {} }: { readonly content?: object }): Piece =>
  Object.values(content).map((media: { readonly schema: JsonSchema }) => typeOf(media.schema))

function schemaBlock(schema: JsonSchema): Piece {
  const { properties, required = [], description } = schema as Shown
  if (!properties) return html`<p>${typeOf(schema)} ${description && prose(description)}</p>`
  return table(
    'Fields',
    Object.entries(properties).map(([name, property]) => ({ name, required: required.includes(name), schema: property })),
  )
}

interface Row {
  readonly name: string
  readonly required: boolean
  readonly schema: JsonSchema
}

const table = (caption: string, rows: readonly Row[]): Html => html`<table>
<caption>${caption}</caption>
<tbody>${rows.map(
  ({ name, required, schema }) =>
    html`<tr><th scope="row"><code>${name}</code>${!required && html` <small>optional</small>`}</th><td>${typeOf(schema)}${limitsOf(schema)} ${prose((schema as Shown).description ?? '')}</td></tr>`,
)}</tbody>
</table>`

/** A type in a few words, with links to those that have a name. */
function typeOf(schema: JsonSchema): Piece {
  const { $ref, type, const: constant, enum: words, anyOf, items, format } = schema as Shown
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1)
    return html`<a href="#schema-${name}">${name}</a>`
  }
  if (constant !== undefined) return html`<code>${JSON.stringify(constant)}</code>`
  if (words) return words.map((word, index) => html`${index > 0 && ' or '}<code>${JSON.stringify(word)}</code>`)
  if (anyOf) return anyOf.map((one, index) => html`${index > 0 && ' or '}${typeOf(one)}`)
  if (type === 'array' && items) return html`list of ${typeOf(items)}`
  return `${type ?? 'any value'}${format === undefined ? '' : ` (${format})`}`
}

function limitsOf(schema: JsonSchema): Piece {
  const { minLength, maxLength, minimum, maximum, examples = [] } = schema as Shown
  const range = (least: number | undefined, most: number | undefined, what: string) => {
    if (least === undefined && most === undefined) return undefined
    if (least === undefined) return `at most ${most}${what}`
    return most === undefined ? `at least ${least}${what}` : `${least} to ${most}${what}`
  }
  const limits = [range(minLength, maxLength, ' characters'), range(minimum, maximum, '')].filter((text) => text !== undefined)
  return [limits.map((limit) => `, ${limit}`), ...examples.map((example) => html` e.g. <code>${exampleText(example)}</code>`)]
}

const exampleText = (example: unknown): string => (typeof example === 'string' ? example : JSON.stringify(example))

/** Text in which `backticks` mark code. */
const prose = (text: string): Piece => text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))
