import { catalogue } from './catalogue.ts'

export const forgotTexts = catalogue({
  en: {
    title: 'Forgot your password?',
    text: 'Type the address of your account. You get a link by which to choose a password, also if you never had one.',
    email: 'E-mail address',
    button: 'Send the link',
  },
  de: {
    title: 'Passwort vergessen?',
    text: 'Geben Sie die Adresse Ihres Kontos ein. Sie bekommen einen Link, mit dem Sie ein Passwort wählen, auch wenn Sie noch nie eines hatten.',
    email: 'E-Mail-Adresse',
    button: 'Link schicken',
  },
  fr: {
    title: 'Mot de passe oublié ?',
    text: 'Saisissez l’adresse de votre compte. Vous recevez un lien pour choisir un mot de passe, même si vous n’en avez jamais eu.',
    email: 'Adresse e-mail',
    button: 'Envoyer le lien',
  },
  es: {
    title: '¿Ha olvidado la contraseña?',
    text: 'Escriba la dirección de su cuenta. Recibirá un enlace para elegir una contraseña, también si nunca tuvo una.',
    email: 'Correo electrónico',
    button: 'Enviar el enlace',
  },
})
