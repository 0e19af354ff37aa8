/**
 * The one row that a statement has written and answers.
 *
 * @throws Error when it wrote none: what was locked and looked at before is not there
 */
export function storedRow<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('the database stored no row')
  return row
}
