import type { ProfileImageLookUp, ProfileImageStore } from '../core/account/profile-image.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

const deleteImages = statement(({ customerId, tenantId }: OfCustomer) =>
  database.deleteFrom('profile_image').where('customer_id', '=', customerId).where('tenant_id', '=', tenantId),
)

const insertImage = statement(({ customerId, tenantId, name, content }: OfCustomer & { name: string; content: Uint8Array }) =>
  database.insertInto('profile_image').values({ customer_id: customerId, name, tenant_id: tenantId, content }),
)

const nameImage = statement(({ customerId, tenantId, name }: OfCustomer & { name: string | null }) =>
  database.updateTable('customer').set({ image_name: name }).where('id', '=', customerId).where('tenant_id', '=', tenantId),
)

const contentOf = statement(({ customerId, tenantId, name }: OfCustomer & { name: string }) =>
  database
    .selectFrom('profile_image')
    .select('content')
    .where('customer_id', '=', customerId)
    .where('name', '=', name)
    .where('tenant_id', '=', tenantId),
)

/** Images of customers of one tenant, written. */
export const profileImageStore = (session: Session, tenantId: string): ProfileImageStore => ({
  async put(customerId, name, content) {
    session.send(deleteImages({ customerId, tenantId }))
    session.send(insertImage({ customerId, tenantId, name, content }))
    session.send(nameImage({ customerId, tenantId, name }))
  },
  async remove(customerId) {
    session.send(deleteImages({ customerId, tenantId }))
    session.send(nameImage({ customerId, tenantId, name: null }))
  },
})

/** As `profileImageStore`, read. */
export const profileImageLookUp = (session: Asking, tenantId: string): ProfileImageLookUp => ({
  async content(customerId, name) {
    const [image] = await session.run(contentOf({ customerId, tenantId, name }))
    return image?.content
  },
})
