import type { Outlived, RetainedKind } from '../core/retention/term.ts'
import { propertiesOf } from './given.ts'
import type { ControlCommands } from './socket-server.ts'

export interface RetentionCommandsDeps {
  count(): Promise<readonly Outlived[]>
  removeAll(): Promise<readonly Outlived[]>
  nameOf(tenantId: string): Promise<string | undefined>
}

/** How many of a kind of a tenant would go, or went. */
export interface ShownOutlived {
  readonly tenant: string
  readonly kind: RetainedKind
  readonly count: number
}

/** What has outlived its time, here or by a server that runs. */
export const retentionCommands = ({ count, removeAll, nameOf }: RetentionCommandsDeps) =>
  ({
    retention: async (given): Promise<readonly ShownOutlived[]> => {
      const found = await (propertiesOf(given)['apply'] === true ? removeAll() : count())
      const shown: ShownOutlived[] = []
      for (const [tenantId, ofTenant] of Map.groupBy(found, (one) => one.tenantId)) {
        const tenant = (await nameOf(tenantId)) ?? tenantId
        for (const [kind, some] of Map.groupBy(ofTenant, (one) => one.kind))
          shown.push({ tenant, kind, count: some.reduce((sum, one) => sum + one.count, 0) })
      }
      return shown
    },
  }) satisfies Pick<ControlCommands, 'retention'>
