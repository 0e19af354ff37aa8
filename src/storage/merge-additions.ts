import type { Addition, Statement } from './statement.ts'

/** The same statements, of which those that add things of one kind are one, where the first of them was. */
export function mergeAdditions(statements: readonly Statement<unknown>[]): readonly Statement<unknown>[] {
  const added = new Map<Addition['together'], [unknown, ...unknown[]]>()
  const inOrder = statements.map(({ addition, ...alone }) => {
    if (!addition) return () => [alone]
    const others = added.get(addition.together)
    if (others) {
      others.push(addition.added)
      return () => []
    }
    const all: [unknown, ...unknown[]] = [addition.added]
    added.set(addition.together, all)
    return () => (all.length === 1 ? [alone] : addition.together(all))
  })
  return inOrder.flatMap((write) => write())
}
