// Walks through the hosted pages as customers do, in Chromium, with and without script, in two languages, on a phone and a desktop,
// and holds every page on the way to what is promised of all: `npm run pages:stories`. PATRON_CHROMIUM names the browser.
import { fileURLToPath } from 'node:url'
import { discreetSteps } from './discretion.ts'
import { walkByKeyboard } from './keyboard.ts'
import { watch } from './look.ts'
import { proveMailbox } from './proof.ts'
import { type Shop, startShop } from './shop.ts'
import { type Visitor, visitorOf } from './visitor.ts'
import { steps } from './walk.ts'
import { comeBy, everyWay, nameOf, startBrowser, type Way } from './ways.ts'

type Story = readonly [name: string, tell: (visitor: Visitor) => Promise<void>]

/** Tells the stories one after the other, in a browser nobody has used before. */
async function tell(stories: readonly Story[], way: Way, shop: Shop): Promise<void> {
  const browser = await startBrowser()
  try {
    const page = await (await comeBy(browser, way)).newPage()
    const watched = watch(page, shop.url, way.hasScript)
    const email = `ada.${nameOf(way)
      .replace(/[^a-z]+/gi, '.')
      .toLowerCase()}@story${stories.length}.example`
    const visitor = visitorOf(page, shop, way, email, () => watched.look())
    for (const [name, story] of stories) {
      await story(visitor).catch((cause: unknown) => {
        throw new Error(`${nameOf(way)}: ${name}, at ${page.url()}`, { cause })
      })
      process.stdout.write(`${nameOf(way)}: ${name}\n`)
    }
  } finally {
    await browser.close()
  }
}

/** What stands at the address in development. */
async function lookAtDevelopment({ go }: Visitor): Promise<void> {
  await go('/')
  await go('/dev/inbox')
}

const besides: readonly Story[] = [
  ['by keyboard alone', walkByKeyboard],
  ['what is running, and the inbox', lookAtDevelopment],
]
const proof: readonly Story[] = [['who has to prove the mailbox does so by the mail', proveMailbox]]

const tenants = fileURLToPath(new URL('tenants.json', import.meta.url))
const shop = await startShop(tenants)
try {
  for (const way of everyWay) await tell(steps, way, shop)
  await tell(besides, { screen: 'desktop', locale: 'en-GB', hasScript: true }, shop)
} finally {
  await shop.close()
}
const discreet = await startShop(fileURLToPath(new URL('discreet-tenants.json', import.meta.url)))
try {
  for (const way of everyWay) await tell(discreetSteps, way, discreet)
} finally {
  await discreet.close()
}
const careful = await startShop(tenants, { PATRON_EMAIL_VERIFICATION: 'required' })
try {
  for (const way of everyWay) await tell(proof, way, careful)
} finally {
  await careful.close()
}
