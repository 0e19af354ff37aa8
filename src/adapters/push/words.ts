import type { Purpose } from '../../core/outbox/delivery.ts'
import type { Locale } from '../../core/tenants/locale.ts'

/** What a device shows. No word in it is the customer's. */
export interface PushWords {
  readonly title: string
  readonly body: string
}

/** One language; purposes without words are not for devices. */
type Language = Readonly<Partial<Record<Purpose, (shopName: string) => PushWords>>>

const english: Language = {
  welcome: (shopName) => ({ title: `Welcome to ${shopName}`, body: `Your account at ${shopName} is ready.` }),
}

const german: Language = {
  welcome: (shopName) => ({ title: `Willkommen bei ${shopName}`, body: `Ihr Konto bei ${shopName} ist eingerichtet.` }),
}

const french: Language = {
  welcome: (shopName) => ({ title: `Bienvenue chez ${shopName}`, body: `Votre compte chez ${shopName} est prêt.` }),
}

const spanish: Language = {
  welcome: (shopName) => ({ title: `Le damos la bienvenida a ${shopName}`, body: `Su cuenta en ${shopName} está lista.` }),
}

const languages: Readonly<Record<Locale, Language>> = { en: english, de: german, fr: french, es: spanish }

/** @throws TypeError for a purpose that devices are told nothing of */
export function wordsFor(purpose: Purpose, locale: Locale, shopName: string): PushWords {
  const words = languages[locale][purpose]
  if (!words) throw new TypeError(`a push message for ${purpose} has no words`)
  return words(shopName)
}
