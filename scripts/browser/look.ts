import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

// Without images: what a page takes to be shown on a slow line.
const mostBytes = 50 * 1024

/** What is promised of every page, whatever it shows. */
export interface Watched {
  /** Holds the page as it is shown now to it, in both colour schemes where script runs. */
  look(): Promise<void>
}

/**
 * Watches a page from its first request on: nothing but the site's own is loaded, nothing breaks the policy of its content, no
 * page is larger than it may be, and whatever is looked at can be used by everybody.
 */
export function watch(page: Page, site: string, hasScript: boolean): Watched {
  const wrong: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !/the server responded with a status of/.test(message.text())) wrong.push(message.text())
  })
  page.on('pageerror', (error) => wrong.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(site)) wrong.push(`${page.url()} loads ${request.url()}`)
  })
  page.on('response', async (response) => {
    if (response.request().resourceType() !== 'document' || response.status() >= 300) return
    const policy = response.headers()['content-security-policy'] ?? ''
    if (policy === '' || policy.includes('unsafe-')) wrong.push(`${response.url()} has the policy ${policy}`)
  })
  return {
    async look() {
      const where = `${page.url()} (${await page.title()})`
      assert.deepEqual(wrong, [], where)
      assert.doesNotMatch(await page.content(), /<link|<script(?![^>]* defer)/, `${where} takes more than itself to be painted`)
      assert.ok((await weightOf(page, site)) < mostBytes, `${where} is larger than ${mostBytes} bytes`)
      const { width } = page.viewportSize() ?? { width: 0 }
      const content = await page
        .locator('body')
        .evaluate((body) => body.scrollWidth)
        .catch(() => width)
      assert.ok(content <= width, `${where} is ${content} px wide on a screen of ${width}`)
      if (hasScript) for (const colorScheme of ['light', 'dark'] as const) await lookWithAxe(page, colorScheme, where)
    },
  }
}

async function lookWithAxe(page: Page, colorScheme: 'light' | 'dark', where: string): Promise<void> {
  await page.emulateMedia({ colorScheme })
  const results = (await page.evaluate(`${axe}; axe.run(document, { resultTypes: ['violations'] })`)) as AxeResults
  const found = results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
  )
  assert.deepEqual(found, [], `${where}, ${colorScheme}`)
}

/** Of the page, in which its style stands, and its script, as bytes on the wire without compression. */
async function weightOf(page: Page, site: string): Promise<number> {
  const html = await page.content()
  const loaded = [...html.matchAll(/src="([^"]+\.js)"/g)].map(([, path = '']) => new URL(path, site).href)
  const bodies = await Promise.all(loaded.map(async (url) => (await (await fetch(url)).arrayBuffer()).byteLength))
  return Buffer.byteLength(html) + bodies.reduce((sum, bytes) => sum + bytes, 0)
}
