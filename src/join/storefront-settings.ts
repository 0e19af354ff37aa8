import type { Config } from '../config/config.ts'
import type { ShopSettings } from '../dialects/bagisto/policy.ts'
import { unverifiedAre } from './proving.ts'

/** What the configuration says about the shop API. */
export const shopSettings = (config: Config): ShopSettings => ({
  minimumPasswordCharacters: config.storefrontMinimumPassword,
  repeatedPassword: config.storefrontRepeatedPassword,
  phones: config.storefrontPhones,
  refuseCommonPasswords: config.storefrontRefuseCommonPasswords,
  keepsUnverified: unverifiedAre(config) === 'refused',
  dataRequests: config.dataRequests,
})
