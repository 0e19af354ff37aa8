import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'

/** How people come: on which screen, in which language, with script or without. */
export interface Way {
  readonly screen: keyof typeof screens
  readonly locale: 'en-GB' | 'de-DE'
  readonly hasScript: boolean
}

export const screens = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1024, height: 768 }, deviceScaleFactor: 1 },
} satisfies Record<string, BrowserContextOptions>

export const everyWay: readonly Way[] = (['phone', 'desktop'] as const).flatMap((screen) =>
  (['en-GB', 'de-DE'] as const).flatMap((locale) => [true, false].map((hasScript) => ({ screen, locale, hasScript }))),
)

export const nameOf = ({ screen, locale, hasScript }: Way): string =>
  `${screen}, ${locale}, ${hasScript ? 'with' : 'without'} script`

/** PATRON_CHROMIUM names the browser. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['PATRON_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })

/** A browser nobody has used before. */
export const comeBy = (browser: Browser, { screen, locale, hasScript }: Way): Promise<BrowserContext> =>
  browser.newContext({ ...screens[screen], locale, javaScriptEnabled: hasScript })
