import type { Config } from '../config/config.ts'
import type { ShopSettings } from '../dialects/bagisto/policy.ts'

/** What the configuration says about the shop API. */
export const shopSettings = (config: Config): ShopSettings => ({
  minimumPasswordCharacters: config.storefrontMinimumPassword,
  repeatedPassword: config.storefrontRepeatedPassword,
  phones: config.storefrontPhones,
  refuseCommonPasswords: config.storefrontRefuseCommonPasswords,
  keepsUnverified: config.emailVerification === 'required',
  dataRequests: config.dataRequests,
})
