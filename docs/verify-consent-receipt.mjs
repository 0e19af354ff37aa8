#!/usr/bin/env node
// Verifies a consent receipt with nothing but Node and a key set; Patron need not run, nor be there any more.
//
//   node verify-consent-receipt.mjs KEYS.json RECEIPT
//
// KEYS.json  what /.well-known/jwks.json answered when the receipt was made
// RECEIPT    a file with the receipt, alone or as the service API answers it
//
// Prints what the receipt says and ends with 0, or says why it proves nothing and ends with 1.
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** What a part stands for, if it is written in the one way there is. */
function bytesOf(part) {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) throw new Error('it is not written in base64url')
  return bytes
}

/** The claims. Algorithm and type are what they have to be, whatever the receipt would like: it is not asked. */
function claimsOf(receipt, { keys }) {
  const [header, payload, signature, ...more] = receipt.split('.')
  if (signature === undefined || more.length > 0) throw new Error('it has not three parts')
  const { alg, typ, kid, crit } = JSON.parse(bytesOf(header).toString())
  if (typ !== 'consent-receipt+jwt') throw new Error(`it is no consent receipt but calls itself ${typ}`)
  if (alg !== 'ES256' || crit !== undefined) throw new Error(`it is not signed with ES256 but with ${alg}`)
  const jwk = keys.find((key) => key.kid === kid && key.kty === 'EC' && key.crv === 'P-256')
  if (kid === undefined || !jwk) throw new Error(`the key set has no key ${kid} for it`)
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }
  if (!verify('sha256', Buffer.from(`${header}.${payload}`), key, bytesOf(signature)))
    throw new Error('the signature is not that of the key: it was changed, or somebody else made it')
  return JSON.parse(bytesOf(payload).toString())
}

const [keysFile, receiptFile] = process.argv.slice(2)
try {
  const keys = JSON.parse(readFileSync(keysFile, 'utf8'))
  const text = readFileSync(receiptFile, 'utf8').trim()
  const receipt = text.startsWith('{') ? JSON.parse(text).receipt : text
  console.log(JSON.stringify(claimsOf(receipt, keys), null, 2))
} catch (error) {
  console.error(`This receipt proves nothing: ${error.message}`)
  process.exitCode = 1
}
