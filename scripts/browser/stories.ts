// Walks through the hosted pages as customers do, in Chromium, with and without script, in two languages, on a phone and a desktop,
// and holds every page on the way to what is promised of all: `npm run pages:stories`. PATRON_CHROMIUM names the browser.
import { fileURLToPath } from 'node:url'
import { walkByKeyboard } from './keyboard.ts'
import { watch } from './look.ts'
import { type Shop, startShop } from './shop.ts'
import { visitorOf } from './visitor.ts'
import { steps } from './walk.ts'
import { comeBy, everyWay, nameOf, startBrowser, type Way } from './ways.ts'

async function walk(way: Way, shop: Shop): Promise<void> {
  const browser = await startBrowser()
  try {
    const page = await (await comeBy(browser, way)).newPage()
    const watched = watch(page, shop.url, way.hasScript)
    const email = `ada.${way.screen}.${way.locale.slice(0, 2)}.${way.hasScript ? 'script' : 'plain'}@example.com`
    const visitor = visitorOf(page, shop, way, email, () => watched.look())
    for (const [name, step] of steps) {
      await step(visitor).catch((cause: unknown) => {
        throw new Error(`${nameOf(way)}: ${name}, at ${page.url()}`, { cause })
      })
      process.stdout.write(`${nameOf(way)}: ${name}\n`)
    }
  } finally {
    await browser.close()
  }
}

/** Without a mouse, in a browser of its own. */
async function walkWithoutMouse(shop: Shop): Promise<void> {
  const way: Way = { screen: 'desktop', locale: 'en-GB', hasScript: true }
  const browser = await startBrowser()
  try {
    const page = await (await comeBy(browser, way)).newPage()
    const watched = watch(page, shop.url, way.hasScript)
    await walkByKeyboard(visitorOf(page, shop, way, 'ada.keyboard@example.com', () => watched.look()))
    process.stdout.write(`${nameOf(way)}: by keyboard alone\n`)
  } finally {
    await browser.close()
  }
}

const shop = await startShop(fileURLToPath(new URL('tenants.json', import.meta.url)))
try {
  for (const way of everyWay) await walk(way, shop)
  await walkWithoutMouse(shop)
} finally {
  await shop.close()
}
