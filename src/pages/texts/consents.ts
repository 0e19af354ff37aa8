import type { Locale } from '../../core/tenants/locale.ts'
import { catalogue } from './catalogue.ts'

/** Around consents, whose own texts are the tenant's. */
export const consentTexts = catalogue({
  en: {
    label: 'Consent',
    yes: 'Yes',
    no: 'No',
    optional: 'optional',
    more: 'Read all of it (in a new window)',
    methods: 'If so, how may we reach you?',
    methodsLabel: 'How we may reach you',
    EMAIL: 'By e-mail',
    SMS: 'By text message',
    PHONE: 'By phone',
    POST: 'By post',
  },
  de: {
    label: 'Einwilligung',
    yes: 'Ja',
    no: 'Nein',
    optional: 'freiwillig',
    more: 'Alles lesen (in einem neuen Fenster)',
    methods: 'Wenn ja: Wie dürfen wir Sie erreichen?',
    methodsLabel: 'Wie wir Sie erreichen dürfen',
    EMAIL: 'Per E-Mail',
    SMS: 'Per SMS',
    PHONE: 'Per Telefon',
    POST: 'Per Post',
  },
  fr: {
    label: 'Consentement',
    yes: 'Oui',
    no: 'Non',
    optional: 'facultatif',
    more: 'Tout lire (dans une nouvelle fenêtre)',
    methods: 'Si oui, comment pouvons-nous vous joindre ?',
    methodsLabel: 'Comment vous joindre',
    EMAIL: 'Par e-mail',
    SMS: 'Par SMS',
    PHONE: 'Par téléphone',
    POST: 'Par courrier',
  },
  es: {
    label: 'Consentimiento',
    yes: 'Sí',
    no: 'No',
    optional: 'opcional',
    more: 'Leerlo todo (en una ventana nueva)',
    methods: 'Si es así, ¿cómo podemos contactar con usted?',
    methodsLabel: 'Cómo contactar con usted',
    EMAIL: 'Por correo electrónico',
    SMS: 'Por SMS',
    PHONE: 'Por teléfono',
    POST: 'Por correo postal',
  },
})

const known = ['EMAIL', 'SMS', 'PHONE', 'POST'] as const

/** A way to be reached; one the tenant made up is called as the tenant calls it. */
export function methodText(code: string, locale: Locale): string {
  const name = known.find((one) => one === code)
  return name === undefined ? code : consentTexts(locale)(name)
}
