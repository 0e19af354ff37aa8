import pg from 'pg'

// Dates have no time zone, so they stay text; node-postgres would make local midnights of them.
const dateOid = 1082
const asText = (value: string): string => value

/** How texts of each type are read, on both engines alike. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === dateOid ? asText : pg.types.getTypeParser(oid, format)),
}

/** @param typeOid  PostgreSQL's number for a type */
export const readerOf = (typeOid: number): ((text: string) => unknown) => columnTypes.getTypeParser(typeOid, 'text')
