// Looks at the page of a mailed link as customers see it, writes pictures of it for the documentation, and proves that it works
// by keyboard alone and without script: `npm run pages:screenshots`. PATRON_CHROMIUM names the browser.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { aCustomer } from '../test/support/a-customer.ts'
import { startRecovery, type TestRecovery } from '../test/support/recovery.ts'
import { scratchFolder } from '../test/support/scratch-folder.ts'

const executablePath = process.env['PATRON_CHROMIUM'] ?? '/usr/bin/chromium'
const folder = new URL('../docs/pages/', import.meta.url)

const screens = {
  phone: { viewport: { width: 390, height: 640 }, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1024, height: 660 }, deviceScaleFactor: 1 },
} satisfies Record<string, BrowserContextOptions>

/** Runs on an embedded database of its own, and leaves nothing of it. */
async function withServer(work: (server: TestRecovery) => Promise<void>): Promise<void> {
  const { folder: dataDir, remove } = scratchFolder()
  const closing: (() => unknown)[] = []
  try {
    const server = await startRecovery({ after: (close: () => unknown) => void closing.push(close) }, { dataDir })
    await server.patron.post('/api/v1/customers/', aCustomer())
    await work(server)
  } finally {
    for (const close of closing) await close()
    remove()
  }
}

async function takePictures(browser: Browser, url: string): Promise<void> {
  for (const [screen, options] of Object.entries(screens)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ ...options, colorScheme, locale: 'en-GB', javaScriptEnabled: false })
      const page = await context.newPage()
      await page.goto(url)
      const path = new URL(`reset-password-${screen}-${colorScheme}.png`, folder)
      await page.screenshot({ path: path.pathname })
      process.stdout.write(`${path.pathname}\n`)
      await context.close()
    }
  }
}

/** Types a password twice, as whoever has no mouse does: the first field has the focus when the page opens. */
async function typeTwice(page: Page, password: string): Promise<void> {
  await page.locator('#password:focus').waitFor()
  await page.keyboard.type(password)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
}

async function resetByKeyboard(browser: Browser, url: string): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(url)
  await typeTwice(page, '12345678')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  assert.match((await page.locator('#password-error').textContent()) ?? '', /Use more than digits/)
  await typeTwice(page, 'correct horse battery')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your password is changed' }).waitFor()
  assert.equal((await context.cookies()).length, 0)
  await context.close()
}

await mkdir(folder, { recursive: true })
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  await withServer(async ({ patron, link }) => {
    const url = `${patron.url}/customer/reset-password/${await link('password_reset', 'ada@example.com')}`
    await takePictures(browser, url)
    await resetByKeyboard(browser, url)
  })
} finally {
  await browser.close()
}
