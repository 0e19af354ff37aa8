import { type DraftChange, without } from './draft-change.ts'
import type { Pair } from './request.ts'

const names =
  'access refresh bearer serviceKey otherAccess elsewhereKey unsigned signedWithPublicKey cutAccess grownAccess brokenHeader'

const claims = [
  ...names.split(' ').map((name) => `Bearer {{${name}}}`),
  ...['', 'Bearer', 'Bearer ', 'Bearer  {{access}}', 'bearer {{access}}', 'Bearer {{access}} {{access}}', 'Token {{access}}'],
  ...['Bearer {{access}},Bearer {{bearer}}', 'Basic YTpi', '1|x', 'Bearer 1|', 'Bearer |', 'Bearer 99999999999|x'],
  ...['hmac fuzz', 'hmac fuzz:', 'hmac :', 'hmac elsewhere:00', `hmac fuzz:${'0'.repeat(64)}`],
]

/** Other proofs of who asks: of somebody else, of another kind, cut, forged, or none. */
export const changeCredentials: DraftChange = (draft, chance) => {
  const { headers: sent, signs } = draft
  if (signs && chance.happens(0.2)) {
    const timestamp = chance.one(['0', '-1', '1e9', ' ', '9'.repeat(30), '{{now}}.5', '+{{now}}', '٣'])
    return { ...draft, headers: [...sent, ['timestamp', timestamp]] }
  }
  const key: readonly Pair[] = chance.happens(0.3)
    ? [['x-storefront-key', chance.one(['', 'x', '{{serviceKey}}', '{{storefrontKey}}x', '{{countedKey}}'])]]
    : []
  const kept = key.length > 0 ? without(sent, 'x-storefront-key') : sent
  return { ...draft, signs: false, headers: [...without(kept, 'authorization'), ...key, ['authorization', chance.one(claims)]] }
}
