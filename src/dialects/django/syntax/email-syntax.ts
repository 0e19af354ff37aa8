import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'

// Python compares "without case" in Unicode, so these four count as the letters i, i, s and k: U+0130, 0131, 017F, 212A.
const atom = /^[-!#$%&'*+/=?^_`{}|~0-9A-Za-z\u0130\u0131\u017F\u212A]+$/
const quotedString =
  /^"(?:[\u0001-\u0008\u000B\u000C\u000E-\u001F!#-[\]-\u007F\u0130\u0131\u017F\u212A]|\\[\u0001-\u0009\u000B\u000C\u000E-\u007F\u0130\u0131\u017F\u212A])*"$/
const innerLabel =
  /^[A-Za-z0-9\u0130\u0131\u017F\u212A](?:[-A-Za-z0-9\u0130\u0131\u017F\u212A]{0,61}[A-Za-z0-9\u0130\u0131\u017F\u212A])?$/
const lastLabel = /^[-A-Za-z0-9\u0130\u0131\u017F\u212A]{1,62}[A-Za-z0-9\u0130\u0131\u017F\u212A]$/
const addressLiteral = /^\[([A-Fa-f0-9:.]+)\]$/

// 320: RFC 3696 section 3, refused before any pattern sees the text (CVE-2023-36053)
const maximumCharacters = 320

// What IDNA 2003 takes for a dot, and what it drops (RFC 3454 table B.1)
const dots = /[.\u3002\uFF0E\uFF61]/
const dropped = /\u034F|[\uFE00-\uFE0F]|[\u180B-\u180D]|[\u00AD\u1806\u200B-\u200D\u2060\uFEFF]/gu
const plainCharacters = /^[-.A-Za-z0-9\u0080-\u{10FFFF}]+$/u

/**
 * Whether Django 5.0.6 takes the text for an e-mail address, quirks included.
 * Linear in the length of the text; says nothing about the 254 characters the field allows.
 *
 * @source docs/contracts/django.md#51-e-mail-format-django-506
 */
export function isDjangoEmail(text: string): boolean {
  if (text.length > 2 * maximumCharacters || [...text].length > maximumCharacters) return false
  const at = text.lastIndexOf('@')
  return at !== -1 && isLocalPart(text.slice(0, at)) && isDomainPart(text.slice(at + 1))
}

function isLocalPart(text: string): boolean {
  return text.split('.').every((piece) => atom.test(piece)) || quotedString.test(text)
}

function isDomainPart(text: string): boolean {
  return text === 'localhost' || isDomainName(text) || isAddressLiteral(text) || isInternationalName(text)
}

function isDomainName(text: string): boolean {
  const labels = text.split('.')
  const last = labels.pop() ?? ''
  return labels.length > 0 && labels.every((label) => innerLabel.test(label)) && lastLabel.test(last)
}

/** The pattern leaves no room for a zone id, which `isIP` would allow. */
function isAddressLiteral(text: string): boolean {
  const address = addressLiteral.exec(text)?.[1]
  return address !== undefined && isIP(address) !== 0
}

/** Of ASCII only letters, digits, dots and hyphens may be there: the rest stays through IDNA and is no domain, and `%` is an escape to Node. */
function isInternationalName(text: string): boolean {
  if (!plainCharacters.test(text) || !text.isWellFormed()) return false
  return isDomainName(text.split(dots).map(labelToAscii).join('.'))
}

/** One label at a time, with another after it: a host that ends in a number is an IPv4 address to Node. Empty when it has no ASCII form. */
function labelToAscii(label: string): string {
  if (/^[-A-Za-z0-9]*$/.test(label)) return label
  const mapped = label.replaceAll(dropped, '').replaceAll('ß', 'ss') // Node keeps ß, as IDNA 2008 does
  return domainToASCII(`${mapped}.a`).slice(0, -2)
}
