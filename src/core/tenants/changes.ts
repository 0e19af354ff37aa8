import type { Change, SaidSettings } from './declaration.ts'
import { type ConsentDefinition, usualSettings } from './settings.ts'

/** The same text for values that are the same as JSON has it, in whatever order their names stand. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  ) ?? ''

const isSame = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other)

/** What differs between two sets of values, by name. */
export function changesBetween<Values extends object>(before: Values, after: Values): readonly Change[] {
  const [old, next] = [new Map<string, unknown>(Object.entries(before)), new Map<string, unknown>(Object.entries(after))]
  return [...new Set([...old.keys(), ...next.keys()])]
    .map((name) => ({ name, before: old.get(name), after: next.get(name) }))
    .filter((change) => !isSame(change.before, change.after))
}

/** Settings in the order they are described in, whatever order they were stored in. */
export function inOrder(settings: SaidSettings): SaidSettings {
  const said = new Map<string, unknown>(Object.entries(settings))
  return Object.fromEntries(Object.keys(usualSettings).flatMap((name) => (said.has(name) ? [[name, said.get(name)]] : [])))
}

/** What differs between settings. Of consents each that differs is named for itself, since all of them together fill a page. */
export function settingChanges(before: SaidSettings, after: SaidSettings): readonly Change[] {
  const changes = changesBetween(before, after).flatMap((change) =>
    change.name === 'consents' ? consentChanges(before.consents, after.consents, change) : [change],
  )
  const places = Object.keys(usualSettings)
  const placeOf = ({ name }: Change): number => places.indexOf(name.split('.')[0] ?? '')
  return changes.toSorted((one, other) => placeOf(one) - placeOf(other))
}

function consentChanges(before: SaidSettings['consents'], after: SaidSettings['consents'], whole: Change): readonly Change[] {
  if (!before || !after) return [whole]
  const changes = changesBetween(byId(before), byId(after))
  const order = { name: 'consents', before: before.map(idOf), after: after.map(idOf) }
  return changes.length > 0 ? changes.map((change) => ({ ...change, name: `consents.${change.name}` })) : [order]
}

const idOf = ({ consentId }: ConsentDefinition): string => consentId
const byId = (consents: readonly ConsentDefinition[]): Readonly<Record<string, ConsentDefinition>> =>
  Object.fromEntries(consents.map((consent) => [consent.consentId, consent]))
