// Takes a picture of every page of the walk, on a phone in dark colours and on a desktop in light ones: `npm run pages:screenshots`.
// PATRON_CHROMIUM names the browser.
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { discreetSteps } from './discretion.ts'
import { type Shop, startShop } from './shop.ts'
import { type Visitor, visitorOf } from './visitor.ts'
import { steps } from './walk.ts'
import { startBrowser, type Way } from './ways.ts'

const folder = fileURLToPath(new URL('../../docs/pages/', import.meta.url))

const looks = {
  'phone-dark': { viewport: { width: 390, height: 780 }, colorScheme: 'dark' },
  'desktop-light': { viewport: { width: 1024, height: 700 }, colorScheme: 'light' },
} satisfies Record<string, BrowserContextOptions>

async function takePictures(look: keyof typeof looks, shop: Shop, walk: (visitor: Visitor) => Promise<void>): Promise<void> {
  const browser = await startBrowser()
  try {
    const context = await browser.newContext({ ...looks[look], locale: 'en-GB' })
    const page = await context.newPage()
    const way: Way = { screen: look === 'phone-dark' ? 'phone' : 'desktop', locale: 'en-GB', hasScript: true }
    const visitor = visitorOf(page, shop, way, `ada.${way.screen}@example.com`, async (name) => {
      if (name === undefined) return
      await page.screenshot({ path: `${folder}${name}-${look}.png`, fullPage: true })
      process.stdout.write(`${name}-${look}\n`)
    })
    await walk(visitor)
  } finally {
    await browser.close()
  }
}

async function walkThroughAll(visitor: Visitor): Promise<void> {
  await visitor.go('/')
  await visitor.look('development')
  for (const [, step] of steps) await step(visitor)
  await visitor.go('/dev/inbox')
  await visitor.look('development-inbox')
}

async function walkDiscreetly(visitor: Visitor): Promise<void> {
  for (const [, step] of discreetSteps) await step(visitor)
}

await mkdir(folder, { recursive: true })
for (const [tenants, walk] of [
  ['tenants.json', walkThroughAll],
  ['discreet-tenants.json', walkDiscreetly],
] as const) {
  const shop = await startShop(fileURLToPath(new URL(tenants, import.meta.url)))
  try {
    for (const look of Object.keys(looks) as (keyof typeof looks)[]) await takePictures(look, shop, walk)
  } finally {
    await shop.close()
  }
}
