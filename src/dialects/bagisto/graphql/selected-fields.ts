import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql'

/** Whether one of these fields is selected below the field of this name, wherever fragments put it. */
export function selectsBelow(
  info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  name: string,
  wanted: readonly string[],
): boolean {
  const fieldsIn = (set: SelectionSetNode | undefined): readonly FieldNode[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection]
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsIn(selection.selectionSet)
      return fieldsIn(info.fragments[selection.name.value]?.selectionSet)
    })
  return info.fieldNodes
    .flatMap((node) => fieldsIn(node.selectionSet))
    .filter((field) => field.name.value === name)
    .flatMap((field) => fieldsIn(field.selectionSet))
    .some((field) => wanted.includes(field.name.value))
}
