import { type JsonCursor, JsonRefused } from './json-cursor.ts'

/** A JSON number as the contract sees it: Python's kind of it, and what Python's `str()` writes for it. */
export interface PythonNumber {
  readonly kind: 'int' | 'float'
  readonly text: string
}

const numberForm = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y

// 4300: Python's sys.int_info.default_max_str_digits since 3.11, against quadratic conversions
const maximumIntegerDigits = 4300

/**
 * Reads the longest JSON number at the cursor and moves past it; `undefined` when none starts there.
 * Integers are exact, floats are doubles (`1e400` is `inf`).
 *
 * @throws JsonRefused for an integer of more than 4,300 digits
 * @source docs/contracts/django.md#4-post-apiv1customers
 */
export function readNumber(cursor: JsonCursor): PythonNumber | undefined {
  numberForm.lastIndex = cursor.at
  const match = numberForm.exec(cursor.text)
  if (match === null) return undefined
  const [written, fraction, exponent] = match
  cursor.at += written.length
  if (fraction === undefined && exponent === undefined) return { kind: 'int', text: integerText(written) }
  return { kind: 'float', text: floatText(Number(written)) }
}

function integerText(written: string): string {
  const digits = written.startsWith('-') ? written.length - 1 : written.length
  if (digits > maximumIntegerDigits) {
    throw new JsonRefused(
      `Exceeds the limit (${maximumIntegerDigits} digits) for integer string conversion: ` +
        `value has ${digits} digits; use sys.set_int_max_str_digits() to increase the limit`,
    )
  }
  return written === '-0' ? '0' : written
}

/** Both languages write the fewest digits that read back as the same double; they differ in when the exponent shows. */
function floatText(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (!Number.isFinite(value)) return `${sign}inf`
  const [mantissa = '', exponentText] = Math.abs(value).toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) return `${sign}${mantissa}e${pythonExponent(exponent)}`
  return sign + plainNotation(mantissa.replace('.', ''), exponent)
}

/** At least two digits, always signed. */
function pythonExponent(exponent: number): string {
  return (exponent < 0 ? '-' : '+') + String(Math.abs(exponent)).padStart(2, '0')
}

/** `digits` with the point after digit `exponent + 1`; at least one digit on either side. */
function plainNotation(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${whole}.${digits.slice(exponent + 1) || '0'}`
}
