import { buildSchema, type GraphQLSchema } from 'graphql'
import { addressesSdl } from './addresses.ts'
import { countriesSdl } from './countries.ts'
import { customerSdl } from './customer.ts'
import { gdprSdl } from './gdpr.ts'
import { newsletterSdl } from './newsletter.ts'
import { profileSdl } from './profile.ts'
import { rootSdl } from './root.ts'
import { sessionSdl } from './session.ts'

const parts = [rootSdl, customerSdl, sessionSdl, profileSdl, addressesSdl, newsletterSdl, gdprSdl, countriesSdl]

/**
 * The interface of the shop API: the names, types and arguments that shipped clients write into their documents. That it
 * is a schema is for the tests to say, not for every start.
 */
export const buildShopSchema = (): GraphQLSchema => buildSchema(parts.join('\n'), { noLocation: true, assumeValidSDL: true })
