import { foldCase } from './case-folding.ts'
import { ipLiteralKey } from './ip-literal.ts'

/**
 * Stored beside every key, because keys are only comparable with keys made the same way, and what makes them can change: the
 * folding table, a rule here, the Unicode version behind the runtime's NFKC and IDNA. Whoever changes one raises this number;
 * the rows that hold a lower one are those whose keys have to be made again from the stored address.
 */
export const emailKeyVersion = 1

/** UTF-16 units; an address has at most 320 characters (64 + `@` + 255, RFC 5321 section 4.5.3.1). */
const maximumAddressUnits = 640

/** 512 characters are at most 2,048 bytes of UTF-8, and PostgreSQL's B-tree takes entries up to 2,704. NFKC can make text longer. */
const maximumKeyCharacters = 512

/**
 * What nobody sees, so that two addresses which look the same are the same: controls, format characters, default ignorables,
 * separators other than the blank, the blank Braille pattern. Also lone surrogates, and code points the runtime's Unicode
 * does not know yet: a later version may normalise those to something else.
 */
const refused = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u1680\u2800]/u

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
 * @returns null when no key can be made: nothing before or after the last `@`, something invisible (see `refused`), `%` or
 *   other foreign characters in the domain, an empty label, no ASCII form, a key over 512 characters
 * @source docs/contracts/django.md, section 0 (D9); RFC 5321 section 4.1.2; Unicode 15.0 section 3.13
 */
export function emailKey(address: string, toAscii: (domain: string) => string): string | null {
  if (address.length > maximumAddressUnits || refused.test(address)) return null
  const at = address.lastIndexOf('@')
  if (at < 1) return null
  const domain = domainKey(address.slice(at + 1), toAscii)
  if (domain === null) return null
  const key = `${localPartKey(address.slice(0, at))}@${domain}`
  return [...key].length > maximumKeyCharacters ? null : key
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

/** Equal for texts that differ in case or compatible form only (compatibility caseless match, Unicode D146). */
const foldCompatible = (text: string): string => foldCase(foldCase(text.normalize('NFD')).normalize('NFKC')).normalize('NFKC')

function domainKey(typed: string, toAscii: (domain: string) => string): string | null {
  const domain = typed.normalize('NFKC')
  if (domain.startsWith('[')) return ipLiteralKey(domain)
  const absolute = domain.replaceAll('\u3002', '.').replace(/\.$/, '') // one final dot says "from the root", where mail goes anyway
  if (foreignToHostNames.test(absolute) || absolute.split('.').includes('')) return null
  // A last label of digits makes Node read an IPv4 address (`1.2` gives 1.0.0.2, `x.123` nothing); a letter behind it prevents that.
  const ascii = toAscii(`${absolute}.x`)
  const key = ascii.endsWith('.x') ? ascii.slice(0, -2) : ''
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(key) ? key : null
}
