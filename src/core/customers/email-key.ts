import { ipLiteralKey } from './ip-literal.ts'
import { fitsAsKey, foldCompatible, hidesSomething, maximumKeyedUnits } from './key-text.ts'

/**
 * Stored beside every key, because keys are only comparable with keys made the same way, and what makes them can change: the
 * folding table, a rule here, the Unicode version behind the runtime's NFKC and IDNA. Whoever changes one raises this number;
 * the rows that hold a lower one are those whose keys have to be made again from the stored address.
 */
export const emailKeyVersion = 1

/** ASCII that is no part of a host name. IDNA steps read on past some of it: Node turns `a/b` into `a` and `%61` into `a`. */
const foreignToHostNames = /[^\P{ASCII}A-Za-z0-9._-]/u

/** Atoms joined by single dots (RFC 5322 dot-atom, with the characters RFC 6532 adds). */
const dotAtom = /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u

/**
 * The key that decides whose mailbox an address is. All spellings of one mailbox give one key: letter case, full-width and
 * other compatible forms, needless quotes, Unicode and ASCII domains, a final dot, the forms of an IP address. Keys are
 * compared as bytes, and the key of a key is itself. It is no syntax check: contracts say what an address is, this says
 * which of them are one.
 *
 * @param toAscii  the IDNA step (UTS 46, not transitional) for a domain; the empty string when there is no ASCII form
 * @returns null when no key can be made: nothing before or after the last `@`, something invisible, `%` or other foreign
 *   characters in the domain, an empty label, no ASCII form, a key over 512 characters
 * @source docs/contracts/django.md, section 0 (D9); RFC 5321 section 4.1.2; Unicode 15.0 section 3.13
 */
export function emailKey(address: string, toAscii: (domain: string) => string): string | null {
  if (address.length > maximumKeyedUnits || hidesSomething(address)) return null
  const at = address.lastIndexOf('@')
  if (at < 1) return null
  const domain = domainKey(address.slice(at + 1), toAscii)
  if (domain === null) return null
  const key = `${localPartKey(address.slice(0, at))}@${domain}`
  return fitsAsKey(key) ? key : null
}

/** A quoted local part that needs no quotes loses them, and one that needs them gets them in one form. */
function localPartKey(localPart: string): string {
  const text = foldCompatible(unquote(foldCompatible(localPart)))
  return dotAtom.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
}

function unquote(localPart: string): string {
  const inside = /^"((?:[^"\\]|\\.)*)"$/u.exec(localPart)?.[1]
  return inside === undefined ? localPart : inside.replace(/\\(.)/gu, '$1')
}

/** Names of hosts that the IDNA step only puts in lower case: no label is encoded, and none has hyphens where that would show. */
const plainDomain = /^[a-z](?:-?[a-z0-9])*(?:\.[a-z](?:-?[a-z0-9])*)+$/i
const mostOfPlainDomain = 63 // no label is longer than it may be then

function domainKey(typed: string, toAscii: (domain: string) => string): string | null {
  if (typed.length <= mostOfPlainDomain && plainDomain.test(typed)) return typed.toLowerCase()
  const domain = typed.normalize('NFKC')
  if (domain.startsWith('[')) return ipLiteralKey(domain)
  const absolute = domain.replaceAll('\u3002', '.').replace(/\.$/, '') // one final dot says "from the root", where mail goes anyway
  if (foreignToHostNames.test(absolute) || absolute.split('.').includes('')) return null
  // A last label of digits makes Node read an IPv4 address (`1.2` gives 1.0.0.2, `x.123` nothing); a letter behind it prevents that.
  const ascii = toAscii(`${absolute}.x`)
  const key = ascii.endsWith('.x') ? ascii.slice(0, -2) : ''
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(key) ? key : null
}
