import type { Change } from '../../core/tenants/declaration.ts'
import { usualSettings } from '../../core/tenants/settings.ts'
import type { ShownPlan } from '../tenants.ts'

/** What a plan says of one tenant: a line for it, and one for each thing that is not as it was. */
export function planLines({ name, outcome, changes, hostsAdded, hostsRemoved, keys, newTexts }: ShownPlan): readonly string[] {
  const details = [
    ...(outcome === 'created' ? changes.filter(isUnusual).map(madeLine) : changes.map(changeLine)),
    ...hostsAdded.map((host) => `host ${host} added`),
    ...hostsRemoved.map((host) => `host ${host} removed`),
    ...keys.flatMap(keyLines),
    ...(newTexts > 0 ? [`${newTexts === 1 ? '1 text' : `${newTexts} texts`} of consents declared`] : []),
  ]
  return [`${name}: ${outcome}`, ...details.map((detail) => `  ${detail}`)]
}

type KeyOf = ShownPlan['keys'][number]

function keyLines({ kind, called, outcome, changes, isSecretChanged }: KeyOf): readonly string[] {
  const key = `key ${called} (${kind})`
  if (outcome === 'created') return [`${key} created`]
  if (outcome === 'ended') return [`${key} is not good any more and stays so: it was revoked or replaced, or has expired`]
  return [...changes.map((change) => `${key}: ${changeLine(change)}`), ...(isSecretChanged ? [`${key}: secret changed`] : [])]
}

const usualOf = (name: string): unknown => new Map<string, unknown>(Object.entries(usualSettings)).get(name)

/** Of a new tenant only what makes it another than one that says nothing. */
const isUnusual = ({ name, after }: Change): boolean => JSON.stringify(after) !== JSON.stringify(usualOf(name))

const madeLine = ({ name, after }: Change): string => `${name}: ${shown(after)}`

const changeLine = ({ name, before, after }: Change): string => `${name}: ${valueOr(before, name)} -> ${valueOr(after, name)}`

/** A value that is not said is the usual one, where there is one. */
function valueOr(value: unknown, name: string): string {
  if (value !== undefined) return shown(value)
  const usual = usualOf(name)
  return usual === undefined ? 'nothing' : `${shown(usual)} (usual)`
}

const longestText = 60

/** Texts that customers are shown fill pages; the beginning tells which it is. */
const shown = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'string' && part.length > longestText ? `${part.slice(0, longestText)}…` : part,
  )
