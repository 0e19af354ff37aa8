/**
 * Turns a list of passwords, one a line and in UTF-8, plain or compressed with gzip, into a filter file.
 *
 *     node scripts/make-common-passwords.ts INPUT OUTPUT
 *
 * The result depends on the words alone, so that two people make the same bytes. See assets/NOTICE.md for the list we ship.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { encodeFilter } from '../src/adapters/passwords/common-passwords-format.ts'

const [input, output] = process.argv.slice(2)
if (input === undefined || output === undefined) {
  throw new Error('usage: node scripts/make-common-passwords.ts INPUT OUTPUT')
}
const given = readFileSync(input)
const compressed = given[0] === 0x1f && given[1] === 0x8b // RFC 1952, section 2.3.1
const text = new TextDecoder('utf-8', { fatal: true }).decode(compressed ? gunzipSync(given) : given)
const { bytes, entryCount } = encodeFilter(text.split(/\r\n|\r|\n/))
writeFileSync(output, bytes)
console.log(`${output}: ${entryCount} passwords in ${bytes.length} bytes.`)
