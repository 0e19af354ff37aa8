import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { pathOf, type Visitor } from './visitor.ts'

const password = 'Otter-Lind 42 kV9 tuq'
const mostStops = 60

const focusIsShown = `(() => {
  const focused = document.activeElement
  if (!focused || focused === document.body) return true
  const { outlineStyle, outlineWidth } = getComputedStyle(focused)
  return outlineStyle !== 'none' && outlineWidth !== '0px'
})()`

/** What is possible with the Tab key, the space bar, Enter and letters alone: registering, getting about, and signing out. */
export async function walkByKeyboard({ page, go, look, email }: Visitor): Promise<void> {
  await go('/customer/sign-up')
  await page.locator('#email:focus').waitFor()
  await page.keyboard.type(email)
  for (const [name, text] of [
    ['firstName', 'Ada'],
    ['lastName', 'Löwe'],
    ['password', password],
  ] as const) {
    await tabTo(page, `[name="${name}"]`)
    await page.keyboard.type(text)
  }
  for (const input of ['input[type="checkbox"]', 'input[type="radio"]']) {
    await tabTo(page, `main .consent ${input}`)
    await page.keyboard.press('Space')
  }
  await tabTo(page, 'main button[type="submit"]')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/customer\/account$/)
  await look()
  await tabTo(page, 'nav a[href$="/profile"]')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/profile$/)
  await tabTo(page, '[name="phone"]')
  await page.keyboard.type('030 1234567')
  await page.keyboard.press('Enter')
  await page.getByRole('status').waitFor()
  await go('/customer/sign-out')
  await tabTo(page, 'main button[type="submit"]')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/customer\/sign-in/)
  assert.equal(pathOf(page), '/customer/sign-in')
}

/** Presses Tab until what matches has the focus, and holds that everything on the way shows where the focus is. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stops = 0; stops < mostStops; stops += 1) {
    if ((await page.locator(`${selector}:focus`).count()) > 0) return
    await page.keyboard.press('Tab')
    const isShown = await page.evaluate(focusIsShown)
    assert.ok(isShown, `the focus cannot be seen on ${page.url()}`)
  }
  throw new Error(`${selector} cannot be reached by Tab on ${page.url()}`)
}
