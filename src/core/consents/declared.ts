import { type Locale, locales } from '../tenants/locale.ts'
import type { ConsentDefinition, ConsentText, ConsentVersion, TenantSettings } from '../tenants/settings.ts'
import { versionInForce } from './version.ts'

export interface DigestedText extends ConsentText {
  readonly locale: Locale
  /** SHA-256 of the text's UTF-8, as records have it. */
  readonly digest: Uint8Array
}

/** A consent as the tenant asks for it now. */
export interface DeclaredConsent extends Omit<ConsentDefinition, 'versions'> {
  /** `null`: nobody is asked for it yet. */
  readonly versionInForce: string | null
  readonly versions: readonly (Omit<ConsentVersion, 'texts'> & { readonly texts: readonly DigestedText[] })[]
}

/** Everything the tenant asks its customers, with what is kept of each text when one of them answers. */
export const declaredConsents = (
  { consents }: Pick<TenantSettings, 'consents'>,
  { digestOf, now }: { digestOf(text: string): Uint8Array; now(): Date },
): readonly DeclaredConsent[] =>
  consents.map((definition) => ({
    ...definition,
    versionInForce: versionInForce(definition, now())?.version ?? null,
    versions: definition.versions.map(({ texts, ...version }) => ({
      ...version,
      texts: locales.flatMap((locale) => {
        const text = texts[locale]
        return text ? [{ ...text, locale, digest: digestOf(text.text) }] : []
      }),
    })),
  }))
