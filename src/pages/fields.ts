import type { Locale } from '../core/tenants/locale.ts'
import { type Html, html, type Piece } from '../markup/html.ts'
import type { Field, Violation } from '../violations/violation.ts'
import { frameTexts } from './texts/frame.ts'
import { violationText } from './texts/violations.ts'
import { tokenField, type Visit } from './visit.ts'

/** What people type into. Labelled, and described by its hint and by what is wrong with it. */
export interface TextField {
  /** As the form sends it; also what links of the summary of errors lead to. */
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'password' | 'tel' | 'date' | 'search'
  /** What was typed before. Passwords are never shown again. */
  readonly value?: string
  readonly hint?: string | undefined
  readonly errors?: readonly string[]
  /** By the names HTML has for what browsers and password managers fill in. */
  readonly autocomplete: string
  readonly isRequired?: boolean
  readonly isReadonly?: boolean
  readonly minimumCharacters?: number
  readonly maximumCharacters?: number
  /** Whether typing begins here. */
  readonly isFirst?: boolean
  /** Further attributes and what stands behind the field, such as the strength of a password. */
  readonly attributes?: Html
  readonly after?: Piece
}

/** One field of text in its language: what need not be filled in says so. */
export function textField(field: TextField, locale: Locale): Html {
  const { name, type = 'text', value = '', autocomplete, isReadonly = false, attributes, after } = field
  return html`${labelOf(field, locale)}
<input id="${name}" name="${name}" type="${type}"${type !== 'password' && html` value="${value}"`} autocomplete="${autocomplete}"${bounds(field)}${isReadonly && html` readonly`}${states(field)}${attributes}>
${notes(field)}${after}`
}

export interface ChoiceField
  extends Pick<TextField, 'name' | 'label' | 'hint' | 'errors' | 'isRequired' | 'isFirst' | 'autocomplete'> {
  readonly value: string
  /** Value and label; an empty value stands for no choice. */
  readonly choices: readonly (readonly [value: string, label: string])[]
}

/** One of several, as a list to choose from. */
export function choiceField(field: ChoiceField, locale: Locale): Html {
  const { name, value, choices, autocomplete } = field
  const options = choices.map(
    ([own, label]) => html`<option value="${own}"${own === value && html` selected`}>${label}</option>\n`,
  )
  return html`${labelOf(field, locale)}
<select id="${name}" name="${name}" autocomplete="${autocomplete}"${states(field)}>
${options}</select>
${notes(field)}`
}

export interface TickField extends Pick<TextField, 'name' | 'hint' | 'errors' | 'isRequired'> {
  readonly label: Piece
  readonly value?: string
  readonly isTicked: boolean
}

/** A box to tick, with its label behind it. */
export function tickField(field: TickField): Html {
  const { name, label, value = 'yes', isTicked } = field
  return html`<div class="tick"><input id="${name}" name="${name}" type="checkbox" value="${value}"${isTicked && html` checked`}${states(field)}>
<label for="${name}">${label}</label></div>
${notes(field)}`
}

const labelOf = ({ name, label, isRequired = false }: Pick<TextField, 'name' | 'label' | 'isRequired'>, locale: Locale): Html =>
  html`<label for="${name}">${label}${!isRequired && html` <span class="optional">(${frameTexts(locale)('optional')})</span>`}</label>`

const bounds = ({ minimumCharacters: fewest, maximumCharacters: most }: TextField): Html =>
  html`${fewest !== undefined && html` minlength="${fewest}"`}${most !== undefined && html` maxlength="${most}"`}`

type Stateful = Pick<TextField, 'name' | 'hint' | 'errors' | 'isRequired' | 'isFirst'>

function states({ name, hint, errors = [], isRequired = false, isFirst = false }: Stateful): Html {
  const isWrong = errors.length > 0
  const describedBy = [...(hint === undefined ? [] : [`${name}-hint`]), ...(isWrong ? [`${name}-error`] : [])]
  return html`${isRequired && html` required`}${describedBy.length > 0 && html` aria-describedby="${describedBy.join(' ')}"`}${isWrong && html` aria-invalid="true"`}${isFirst && html` autofocus`}`
}

const notes = ({ name, hint, errors = [] }: Stateful): Html =>
  html`${errors.length > 0 && html`<p class="error" id="${name}-error">${errors.join(' ')}</p>\n`}${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>\n`}`

/** What is wrong with one field, as texts. */
export const errorsOf = (field: Field, violations: readonly Violation[], locale: Locale): readonly string[] =>
  violations.filter((violation) => violation.field === field).map((violation) => violationText(locale, violation))

/** A field by its name in the form, and its label. */
export type NamedField = readonly [name: string, label: string]

/**
 * Says above a form how much has to be corrected, with a link to each field; read out at once.
 *
 * @param fields  the name in the form of each field that may be wrong, with its label; or what tells these of a violation
 */
export function errorSummary(
  violations: readonly Violation[],
  fields: Readonly<Partial<Record<Field, NamedField>>> | ((violation: Violation) => NamedField | undefined),
  locale: Locale,
): Html | false {
  if (violations.length === 0) return false
  const entries = violations.map((violation) => {
    const [name, label] = (typeof fields === 'function' ? fields(violation) : fields[violation.field]) ?? []
    const text = violationText(locale, violation)
    return html`<li>${name === undefined ? text : html`<a href="#${name}">${label}</a>: ${text}`}</li>\n`
  })
  return html`<div class="refused" role="alert">
<p>${frameTexts(locale)('refused', { n: violations.length })}</p>
<ul>
${entries}</ul>
</div>`
}

/** A form of a visit, which no other site can send. */
export const visitForm = ({ formToken }: Visit, content: Piece, action?: string): Html =>
  html`<form method="post"${action !== undefined && html` action="${action}"`} novalidate>
<input type="hidden" name="${tokenField}" value="${formToken}">
${content}
</form>`
