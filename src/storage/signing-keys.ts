import { sql } from 'kysely'
import type { SigningKeyStore, StoredSigningKey } from '../core/sessions/signing-key.ts'
import type { Engine } from './engine.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import { withoutTenant } from './transaction.ts'

const usableKeys = statement(({ retiredForSeconds }: { retiredForSeconds: number }) =>
  database
    .selectFrom('signing_key')
    .select(['id', 'algorithm', 'public_key as publicKey', 'private_key as sealedPrivateKey', 'retired_at as retiredAt'])
    .where(sql<boolean>`retired_at is null or retired_at > now() - make_interval(secs => ${retiredForSeconds})`)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .$castTo<StoredSigningKey>(),
)

const retireOthers = statement(
  ({ id }: { id: string }) => sql`update signing_key set retired_at = now() where retired_at is null and id <> ${id}`,
)

interface NewKey extends Omit<StoredSigningKey, 'retiredAt' | 'publicKey'> {
  readonly publicKey: string
}

const insertKey = statement(
  (key: NewKey) => sql`
    insert into signing_key (id, algorithm, public_key, private_key, created_at)
    values (${key.id}, ${key.algorithm}, ${key.publicKey}::jsonb, ${key.sealedPrivateKey}, now())`,
)

const resealKey = statement(({ id, sealedPrivateKey }: Pick<StoredSigningKey, 'id' | 'sealedPrivateKey'>) =>
  database.updateTable('signing_key').set({ private_key: sealedPrivateKey }).where('id', '=', id),
)

/** The keys that sign tokens; they belong to no tenant. */
export const signingKeyStore = (engine: Engine): SigningKeyStore => ({
  usable: (retiredForSeconds) => withoutTenant(engine, (session) => session.run(usableKeys({ retiredForSeconds }))),
  putIntoUse: (key) =>
    withoutTenant(engine, async (session) => {
      session.send(retireOthers({ id: key.id }))
      await session.run(insertKey({ ...key, publicKey: JSON.stringify(key.publicKey) }))
    }),
  reseal: (id, sealedPrivateKey) =>
    withoutTenant(engine, async (session) => void (await session.run(resealKey({ id, sealedPrivateKey })))),
})
