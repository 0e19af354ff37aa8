import type { Seed, Surface } from '../request.ts'
import { djangoSeeds } from './django.ts'
import { graphqlSeeds } from './graphql.ts'
import { pageSeeds } from './pages.ts'
import { restSeeds } from './rest.ts'
import { serviceSeeds } from './service.ts'
import { singulaSeeds } from './singula.ts'

type Weighted<Item> = readonly (readonly [weight: number, item: Item])[]

/** The requests of each surface, by how often they are taken. */
export const seedsOf: Readonly<Record<Surface, Weighted<Seed>>> = {
  django: djangoSeeds,
  graphql: graphqlSeeds,
  rest: restSeeds,
  singula: singulaSeeds,
  service: serviceSeeds,
  pages: pageSeeds,
}

/** How the requests are shared out. */
export const shares: Weighted<Surface> = [
  [25, 'django'],
  [25, 'graphql'],
  [12, 'rest'],
  [22, 'singula'],
  [10, 'service'],
  [6, 'pages'],
]
