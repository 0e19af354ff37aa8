import type { Locale } from './locale.ts'
import type { TenantSettings } from './settings.ts'

/** How a shop presents itself to its customers. */
export interface Presence<Url extends string | undefined = string> {
  readonly shopName: string
  /** Where customers reach it. */
  readonly publicUrl: Url
  /** Of customers whose language is not known. */
  readonly locale: Locale
}

/** How a tenant does: as it says itself, and else as the installation. Nothing of it is taken from a request. */
export const presenceOf = <Url extends string | undefined>(
  settings: Pick<TenantSettings, keyof Presence>,
  installation: Presence<Url>,
): Presence<Url | string> => ({
  shopName: settings.shopName ?? installation.shopName,
  publicUrl: settings.publicUrl ?? installation.publicUrl,
  locale: settings.locale ?? installation.locale,
})
