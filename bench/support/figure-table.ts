import { markdownTable } from './markdown-table.ts'

/** A line of a table whose columns are outcomes. */
export interface Figure<Outcome> {
  readonly title: string
  of(outcome: Outcome): number
  /** More than that breaks a promise; absent: nothing is promised. */
  readonly most?: number
  readonly digits?: number
}

/** Figures that nothing is promised of. */
export const told = <Outcome>(title: string, of: (outcome: Outcome) => number): Figure<Outcome> => ({ title, of })

/** What must not be at all. */
export const never = <Outcome>(title: string, of: (outcome: Outcome) => number): Figure<Outcome> => ({ title, of, most: 0 })

/** A line for each figure, a column for each outcome. */
export function figureTable<Outcome>(
  figures: readonly Figure<Outcome>[],
  outcomes: readonly Outcome[],
  nameOf: (outcome: Outcome) => string,
): string {
  const columns = outcomes.map((outcome) => ({ title: nameOf(outcome), alignment: 'right' }) as const)
  const rows = figures.map(({ title, of, most, digits = 0 }) => [
    title,
    most === undefined ? '' : `${most}`,
    ...outcomes.map((outcome) => of(outcome).toFixed(digits)),
  ])
  return markdownTable([{ title: 'What', alignment: 'left' }, { title: 'At most', alignment: 'right' }, ...columns], rows)
}

/** Whether the outcome holds everything that is promised. */
export const holdsPromises = <Outcome>(figures: readonly Figure<Outcome>[], outcome: Outcome): boolean =>
  figures.every(({ of, most }) => most === undefined || of(outcome) <= most)
