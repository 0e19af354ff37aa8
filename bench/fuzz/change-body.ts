import { changeDocument } from './change-graphql.ts'
import { changeJson, changeText } from './change-json.ts'
import type { DraftChange } from './draft-change.ts'
import { nastyTexts } from './nasty.ts'
import type { Pair } from './request.ts'

export const changeValues: DraftChange = (draft, chance) => {
  const { body } = draft
  if (body.kind === 'json') return { ...draft, body: { ...body, value: changeJson(body.value, chance) } }
  if (body.kind !== 'form' || body.fields.length === 0) return undefined
  const at = chance.below(body.fields.length)
  const [name, value] = body.fields[at] ?? ['', '']
  const other = chance.one<readonly Pair[]>([
    [],
    [[name, chance.one(nastyTexts)]],
    [[name, changeText(value, chance)]],
    [[chance.one(nastyTexts), value]],
    [
      [name, value],
      [name, chance.one(nastyTexts)],
    ],
  ])
  return { ...draft, body: { ...body, fields: body.fields.toSpliced(at, 1, ...other) } }
}

export const changeVariables: DraftChange = (draft, chance) =>
  draft.body.kind === 'graphql'
    ? { ...draft, body: { ...draft.body, variables: changeJson(draft.body.variables, chance) } }
    : undefined

export const changeQuestion: DraftChange = (draft, chance) =>
  draft.body.kind === 'graphql'
    ? { ...draft, body: { ...draft.body, document: changeDocument(draft.body.document, chance) } }
    : undefined
