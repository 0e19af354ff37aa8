import { inFiveSpellings, privileges } from '../../test/support/privileges.ts'
import type { Chance } from './chance.ts'
import { nastyNumbers, nastyTexts, nastyValues } from './nasty.ts'

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value with one thing in it changed, at any depth. */
export function changeJson(value: unknown, chance: Chance): unknown {
  if (Array.isArray(value) && value.length > 0 && chance.happens(0.8)) {
    const at = chance.below(value.length)
    return value.with(at, changeJson(value[at], chance))
  }
  if (isObject(value) && Object.keys(value).length > 0 && chance.happens(0.9)) return changeObject(value, chance)
  return otherValue(value, chance)
}

function changeObject(fields: Fields, chance: Chance): Fields {
  const name = chance.one(Object.keys(fields))
  switch (chance.below(10)) {
    case 0:
      return without(fields, name)
    case 1:
      return { ...without(fields, name), [chance.one(inFiveSpellings(name))]: fields[name] }
    case 2:
      return { ...fields, [chance.one([...nastyTexts, ...Object.keys(fields)])]: otherValue(fields[name], chance) }
    case 3:
      return { ...fields, ...privilege(chance) }
    default:
      return { ...fields, [name]: changeJson(fields[name], chance) }
  }
}

const without = (fields: Fields, name: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))

function privilege(chance: Chance): Fields {
  const [name, value] = chance.one(Object.entries(privileges))
  return { [chance.one(inFiveSpellings(name))]: value }
}

function otherValue(value: unknown, chance: Chance): unknown {
  switch (chance.below(8)) {
    case 0:
      return chance.one(nastyNumbers)
    case 1:
      return chance.one(nastyValues)
    case 2:
      return chance.happens(0.5) ? [value] : { [chance.one(nastyTexts)]: value }
    case 3:
      return typeof value === 'string' ? changeText(value, chance) : String(JSON.stringify(value)) // what is in a nasty value may be no text by itself
    default:
      return chance.one(nastyTexts)
  }
}

/** The text with something put into it, cut off it, or done to it. */
export function changeText(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1)
  switch (chance.below(7)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(at)
    case 2:
      return text.toUpperCase()
    case 3:
      return text.normalize('NFD')
    case 4:
      return text.repeat(chance.below(4))
    default:
      return text.slice(0, at) + chance.one(nastyTexts) + text.slice(at)
  }
}
