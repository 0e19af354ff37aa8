import { catalogue } from './catalogue.ts'

/** What stands around every page. */
export const frameTexts = catalogue({
  en: {
    language: 'English',
    languages: 'Languages',
    error: 'Error',
    account: 'Account',
    skip: 'Skip to the page',
    terms: 'Terms',
    privacy: 'Privacy',
    optional: 'optional',
    refused: '{n, plural, =1 {One thing needs another look.} other {# things need another look.}}',
  },
  de: {
    language: 'Deutsch',
    languages: 'Sprachen',
    error: 'Fehler',
    account: 'Konto',
    skip: 'Zum Inhalt',
    terms: 'AGB',
    privacy: 'Datenschutz',
    optional: 'freiwillig',
    refused:
      '{n, plural, =1 {Eine Angabe muss noch einmal angesehen werden.} other {# Angaben müssen noch einmal angesehen werden.}}',
  },
  fr: {
    language: 'Français',
    languages: 'Langues',
    error: 'Erreur',
    account: 'Compte',
    skip: 'Aller au contenu',
    terms: 'Conditions',
    privacy: 'Confidentialité',
    optional: 'facultatif',
    refused: '{n, plural, =1 {Un point est à revoir.} other {# points sont à revoir.}}',
  },
  es: {
    language: 'Español',
    languages: 'Idiomas',
    error: 'Error',
    account: 'Cuenta',
    skip: 'Ir al contenido',
    terms: 'Condiciones',
    privacy: 'Privacidad',
    optional: 'opcional',
    refused: '{n, plural, =1 {Hay un dato que revisar.} other {Hay # datos que revisar.}}',
  },
})
