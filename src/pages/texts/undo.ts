import { catalogue } from './catalogue.ts'

export const undoTexts = catalogue({
  en: {
    title: 'Take your account back',
    text: 'The address of your account was changed. If that was not you, give the account its old address back:',
    consequences: 'Everybody is signed out, the password stops working, and you choose a new one next.',
    button: 'Give back the old address',
  },
  de: {
    title: 'Konto zurückholen',
    text: 'Die Adresse des Kontos wurde geändert. Wenn Sie das nicht waren, geben Sie dem Konto die alte Adresse zurück:',
    consequences: 'Wer angemeldet ist, wird abgemeldet, das Passwort gilt nicht mehr, und Sie wählen gleich danach ein neues.',
    button: 'Alte Adresse zurückgeben',
  },
  fr: {
    title: 'Récupérer votre compte',
    text: 'L’adresse de votre compte a été modifiée. Si ce n’était pas vous, rendez au compte son ancienne adresse :',
    consequences:
      'Toutes les sessions sont fermées, le mot de passe ne fonctionne plus et vous en choisissez un nouveau juste après.',
    button: 'Rétablir l’ancienne adresse',
  },
  es: {
    title: 'Recuperar su cuenta',
    text: 'La dirección de su cuenta se ha cambiado. Si no fue usted, devuelva a la cuenta su dirección anterior:',
    consequences: 'Se cierran todas las sesiones, la contraseña deja de valer y a continuación elige una nueva.',
    button: 'Devolver la dirección anterior',
  },
})
