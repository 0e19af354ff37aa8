import { publishedSchema } from '../../src/control/tenants-file/schema.ts'
import { publishedSchema as exportSchema } from '../../src/formats/patron/schema.ts'
import { configurationPage } from './configuration-page.ts'
import { errorsPage } from './errors-page.ts'

/** The documents that are made from the code, by their path from the root of the project. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configurationPage,
  'docs/errors.md': errorsPage,
  'docs/export-format.schema.json': exportSchema,
  'docs/tenants-file.schema.json': publishedSchema,
}
