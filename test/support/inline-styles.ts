import { createHash } from 'node:crypto'

const sheetsIn = (page: string): readonly string[] => [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, sheet = '']) => sheet)

/** What a policy has to say to allow the style sheets that stand in a page, and no other. */
export const styleSourcesOf = (page: string): string => ['style-src', ...sheetsIn(page).map(sourceOf)].join(' ')

const sourceOf = (sheet: string): string => `'sha256-${createHash('sha256').update(sheet).digest('base64')}'`
