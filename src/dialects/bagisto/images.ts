import type { Customer } from '../../core/customers/customer.ts'
import { isUuid } from '../../core/tenants/uuid.ts'
import { Trouble } from '../../violations/trouble.ts'
import type { Route } from '../dialect.ts'
import { shopHeaders } from './cross-origin.ts'
import type { TenantServices } from './services.ts'

const path = '/storage/customer'

/** Where a customer's image is found. Every image has a name of its own, so an address always shows the same one. */
export const imageUrlOf = ({ id, imageName }: Customer, tenantId: string, publicUrl: string): string | null =>
  imageName === null ? null : `${publicUrl}${path}/${tenantId}/${id}/${imageName}`

/** Profile images, for whoever has their address, as in every shop. */
export const imageRoute = (imagesOf: (tenantId: string) => Promise<Pick<TenantServices, 'readImage'> | undefined>): Route => ({
  path: `${path}/:tenant/:customer/:name`,
  allow: 'GET, HEAD',
  async handle({ method, path: asked }) {
    if (method !== 'GET' && method !== 'HEAD') throw new Trouble({ code: 'method_not_allowed', method })
    const [tenantId, customerId, name = ''] = asked.slice(path.length + 1).split('/')
    const image =
      isUuid(tenantId) && isUuid(customerId) ? await (await imagesOf(tenantId))?.readImage(customerId, name) : undefined
    if (!image) throw new Trouble({ code: 'not_found' })
    return {
      status: 200,
      headers: {
        ...shopHeaders,
        'content-type': image.mediaType,
        // The address is that of one image, and of one whose owner may take it away.
        'cache-control': 'public, max-age=3600, immutable',
        'cross-origin-resource-policy': 'cross-origin',
      },
      body: image.content,
    }
  },
})
