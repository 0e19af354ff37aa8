import type { DetectedFile, OpenSources } from '../control/import/source-files.ts'
import { type DetectedTable, openSources } from '../formats/open-sources.ts'

/** Opens what any of the systems wrote whose files are read. */
export const openImportSources: OpenSources = async (files, { system, map, customerTypes }) => {
  const sources = await openSources(files, { system, map, customerTypes })
  return {
    system: sources.system,
    detected: sources.detected.map((table) => detectedFile(table, sources.system)),
    rows: sources.rows,
    bytesRead: () => sources.progress(),
  }
}

const detectedFile = ({ file, format, name, table, ignored, sample }: DetectedTable, system: string): DetectedFile => ({
  file,
  what: table === null ? `${format}, ${name}: nothing that is read` : `${format}, ${table} of ${system}`,
  ignored: table === null ? [] : ignored,
  sample,
})
