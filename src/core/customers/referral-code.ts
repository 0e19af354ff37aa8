import type { Claim, ClaimStore } from './claim.ts'

export const referralClaim = (value: string): Claim => ({ kind: 'referral_code', value })

/** Takes a code that nobody of the tenant has: one that somebody has makes room for another. */
export async function claimReferralCode(
  customerId: string,
  claims: Pick<ClaimStore, 'take'>,
  newCode: () => string,
): Promise<string> {
  for (;;) {
    const code = newCode()
    if (!(await claims.take(customerId, [referralClaim(code)]))) return code
  }
}
