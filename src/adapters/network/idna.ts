import { domainToASCII } from 'node:url'

/** IDNA (UTS 46): the domain in ASCII, empty when it has no such form. */
export const toAscii = (domain: string): string => domainToASCII(domain)
