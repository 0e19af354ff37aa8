import type { Fault, Path } from './document.ts'

export const faultIf = (isWrong: unknown, path: Path, text: string): readonly Fault[] => (isWrong ? [{ path, text }] : [])

/** Something that only one may be called, and where it stands. */
export interface Named {
  readonly name: string
  readonly path: Path
}

/** Whatever is called as something before it. */
export function repeated(names: readonly Named[], what: string): readonly Fault[] {
  const first = new Map<string, Path>()
  return names.flatMap(({ name, path }) => {
    const before = first.get(name)
    first.set(name, before ?? path)
    return faultIf(before, path, `${what} that was named before, in ${before?.slice(0, 2).join('.')}`)
  })
}
