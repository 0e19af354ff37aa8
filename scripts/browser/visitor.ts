import type { Page } from 'playwright-core'
import type { Shop } from './shop.ts'
import type { Way } from './ways.ts'

/** Somebody on their way through the pages. */
export interface Visitor {
  readonly page: Page
  readonly shop: Shop
  readonly way: Way
  readonly email: string
  /** Opens a page and looks at it. */
  go(path: string): Promise<void>
  /** Types into fields by their names, presses a button of the page, and looks at what comes. */
  send(fields: Readonly<Record<string, string>>, button?: string): Promise<void>
  /** Looks at the page as it is, and gives it a name for pictures. */
  look(name?: string): Promise<void>
  /** What the page says. */
  says(): Promise<string>
}

const submit = 'main form button[type="submit"]'

/** @param look  called with each page on the way */
export function visitorOf(page: Page, shop: Shop, way: Way, email: string, look: (name?: string) => Promise<void>): Visitor {
  return {
    page,
    shop,
    way,
    email,
    look,
    async go(path) {
      await page.goto(new URL(path, shop.url).href)
      await look()
    },
    async send(fields, button = submit) {
      for (const [name, value] of Object.entries(fields)) await fillIn(page, name, value)
      await page.locator(button).first().click()
      await page.waitForLoadState()
      await look()
    },
    says: async () => (await page.locator('main').textContent()) ?? '',
  }
}

/** As people do: text into fields, a choice of a list, a tick into a box. */
async function fillIn(page: Page, name: string, value: string): Promise<void> {
  const field = page.locator(`main [name="${name}"]`)
  const first = field.first()
  const kind = await first.evaluate((element) => element.getAttribute('type') ?? element.tagName.toLowerCase())
  if (kind === 'radio') await page.locator(`main [name="${name}"][value="${value}"]`).check()
  else if (kind === 'checkbox') await first.setChecked(value !== '')
  else if (kind === 'select') await first.selectOption(value)
  else await first.fill(value)
}

export const pathOf = (page: Page): string => new URL(page.url()).pathname
