import { alpha2Of } from '../../adapters/reference/countries.ts'
import { isCurrency } from '../../adapters/reference/currencies.ts'
import { usualSettings } from '../../core/tenants/settings.ts'
import { settingsOf } from './core-form.ts'
import type { Fault, Path } from './document.ts'
import { faultIf, repeated } from './fault-making.ts'
import type { FileConsent, FileSettings, FileTenant } from './schema.ts'

/** A place where settings are said: the defaults, or a tenant. */
export interface Section {
  readonly path: Path
  readonly said: FileTenant
  readonly defaults: FileTenant
}

/** What is wrong with settings that are in form: values nobody knows, and what does not go together. */
export const settingFaults = (section: Section): readonly Fault[] => [
  ...unknownValues(section),
  ...consentFaults(section),
  ...contradictions(section),
]

function unknownValues({ path, said }: Section): readonly Fault[] {
  const { country, timeZone, currencies, publicUrl, previousSystem } = said
  const at = (...steps: Path): Path => [...path, ...steps]
  return [
    ...faultIf(country && !alpha2Of(country.toUpperCase()), at('country'), `is ${country}; accepted: a country by ISO 3166-1`),
    ...faultIf(
      timeZone !== undefined && !isTimeZone(timeZone),
      at('timeZone'),
      `is ${timeZone}; accepted: a time zone of the IANA database`,
    ),
    ...faultIf(publicUrl && !URL.canParse(publicUrl), at('publicUrl'), `is ${publicUrl}; accepted: an http or https address`),
    ...faultIf(
      previousSystem && !URL.canParse(previousSystem.url),
      at('previousSystem', 'url'),
      `is ${previousSystem?.url}; accepted: an http or https address`,
    ),
    ...faultIf(
      previousSystem?.contract === 'singula' && !(previousSystem.key && previousSystem.secretVariable),
      at('previousSystem'),
      'needs key and secretVariable: Singula answers signed requests only',
    ),
    ...(currencies ?? []).flatMap((code, index) =>
      faultIf(!isCurrency(code), at('currencies', index), `is ${code}; accepted: a currency by ISO 4217`),
    ),
  ]
}

/** Offsets, which are taken for time zones here and there, know no summer. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function consentFaults({ path, said: { consents = [], customAttributes = 'open' } }: Section): readonly Fault[] {
  const attributes = customAttributes === 'open' ? [] : customAttributes
  const ofConsents = consents.map(({ consentId }, index) => ({
    name: consentId,
    path: [...path, 'consents', index, 'consentId'],
  }))
  const ofAttributes = attributes.map(({ name }, index) => ({ name, path: [...path, 'customAttributes', index, 'name'] }))
  return [
    ...repeated(ofConsents, 'is a consent'),
    ...repeated(ofAttributes, 'is an attribute'),
    ...consents.flatMap(({ versions = [] }, index) => versionFaults([...path, 'consents', index, 'versions'], versions)),
  ]
}

function versionFaults(path: Path, versions: NonNullable<FileConsent['versions']>): readonly Fault[] {
  const startOf = (index: number): number => Date.parse(versions[index]?.validFrom ?? '') // NaN, which nothing is before
  return [
    ...repeated(
      versions.map(({ version }, index) => ({ name: version, path: [...path, index, 'version'] })),
      'is a version',
    ),
    ...versions.flatMap((_version, index) =>
      faultIf(startOf(index) < startOf(index - 1), [...path, index, 'validFrom'], 'is before the version it follows'),
    ),
  ]
}

const firstSaid = (settings: FileSettings, ...names: readonly (keyof FileSettings)[]): keyof FileSettings | undefined =>
  names.find((name) => settings[name] !== undefined)

/** What does not go together, named where it is said last: what only repeats the defaults was told of them. */
function contradictions({ path, said: own, defaults }: Section): readonly Fault[] {
  const { minimumAgeYears, maximumAgeYears, newsletterConsent, consents, emailUnique, privateRegistration } = {
    ...usualSettings,
    ...settingsOf({ ...defaults, ...own }),
  }
  const age = firstSaid(own, 'minimumAgeYears', 'maximumAgeYears')
  const newsletter = firstSaid(own, 'newsletterConsent', 'consents')
  const privacy = firstSaid(own, 'privateRegistration', 'emailUnique')
  const named = consents.find(({ consentId }) => consentId === newsletterConsent)
  return [
    ...(age === undefined
      ? []
      : faultIf(
          (minimumAgeYears ?? 0) > maximumAgeYears,
          [...path, age],
          `contradicts: customers are at least ${minimumAgeYears} and at most ${maximumAgeYears} years old`,
        )),
    ...(privacy === undefined
      ? []
      : faultIf(
          privateRegistration && !emailUnique,
          [...path, privacy],
          'contradicts: where addresses may be shared, none of them is known to a registration',
        )),
    ...(newsletter === undefined
      ? []
      : faultIf(
          named?.kind === 'thirdParty',
          [...path, newsletter],
          `contradicts: the newsletter is the tenant's own, and its consent ${newsletterConsent} is of the kind thirdParty`,
        )),
  ]
}
