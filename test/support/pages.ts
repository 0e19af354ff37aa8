import type { PageOptions } from '../../src/pages/routes.ts'

/** For pages that links lead to, which are on no host of a shop. */
export const noHosting: PageOptions['hosting'] = {
  tenantAt: async () => {
    throw new Error('no page of a host is asked for here')
  },
  seal: (text) => text,
}
