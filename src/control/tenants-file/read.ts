import { declarationsOf } from './core-form.ts'
import { type Fault, readDocument, type TenantsDocument } from './document.ts'
import { nameFaults } from './name-faults.ts'
import type { TenantsFile } from './schema.ts'
import { schemaFaults } from './schema-faults.ts'
import { type Section, settingFaults } from './setting-faults.ts'

export interface ReadTenantsFile extends Pick<TenantsDocument, 'errorOf'> {
  readonly content: TenantsFile
  readonly declarations: ReturnType<typeof declarationsOf>
}

/**
 * Reads a tenants file whole.
 *
 * @param file  what messages call it
 * @throws TenantsFileError that names everything that is wrong, each by its line; what does not go together is looked for
 *   once everything is in form
 */
export function readTenantsFile(text: string, file: string): ReadTenantsFile {
  const { value, repeatedNames, errorOf } = readDocument(text, file)
  const outOfForm = [...repeatedNames, ...schemaFaults(value)]
  if (outOfForm.length > 0) throw errorOf(outOfForm)
  const content = value as TenantsFile // the schema has nothing against it
  const faults = faultsBetween(content)
  if (faults.length > 0) throw errorOf(faults)
  return { content, declarations: declarationsOf(content), errorOf }
}

function faultsBetween({ defaults = {}, tenants }: TenantsFile): readonly Fault[] {
  const ofTenants = Object.entries(tenants).map(([name, said]): Section => ({ path: ['tenants', name], said, defaults }))
  const all = [{ path: ['defaults'], said: defaults, defaults: {} }, ...ofTenants]
  return [...all.flatMap(settingFaults), ...nameFaults(ofTenants)]
}
