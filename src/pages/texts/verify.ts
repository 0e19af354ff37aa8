import { catalogue } from './catalogue.ts'

export const verifyTexts = catalogue({
  en: {
    title: 'Confirm your address',
    text: 'Is this your e-mail address? Confirm it, and your account is ready.',
    button: 'Confirm address',
    doneTitle: 'Your address is confirmed',
    done: 'You can sign in now, or close this page and go back to the shop.',
  },
  de: {
    title: 'Adresse bestätigen',
    text: 'Ist das Ihre E-Mail-Adresse? Bestätigen Sie sie, dann ist das Konto bereit.',
    button: 'Adresse bestätigen',
    doneTitle: 'Die Adresse ist bestätigt',
    done: 'Sie können sich jetzt anmelden, oder diese Seite schließen und in den Shop zurückkehren.',
  },
  fr: {
    title: 'Confirmer votre adresse',
    text: 'Est-ce votre adresse e-mail ? Confirmez-la et votre compte est prêt.',
    button: 'Confirmer l’adresse',
    doneTitle: 'Votre adresse est confirmée',
    done: 'Vous pouvez maintenant vous connecter, ou fermer cette page et retourner à la boutique.',
  },
  es: {
    title: 'Confirmar su dirección',
    text: '¿Es esta su dirección de correo electrónico? Confírmela y su cuenta estará lista.',
    button: 'Confirmar dirección',
    doneTitle: 'Su dirección está confirmada',
    done: 'Ya puede iniciar sesión, o cerrar esta página y volver a la tienda.',
  },
})
