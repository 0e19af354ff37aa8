import type { Locale } from '../../../core/tenants/locale.ts'
import { german } from './languages/de.ts'
import { english } from './languages/en.ts'
import { spanish } from './languages/es.ts'
import { french } from './languages/fr.ts'
import type { Language } from './words.ts'

/** Every language mails are written in. */
export const languages: Readonly<Record<Locale, Language>> = { en: english, de: german, fr: french, es: spanish }
