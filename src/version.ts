import { readFileSync } from 'node:fs'

/** Patron's own version, from package.json, which stands at the same place beside src and dist. */
export const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
