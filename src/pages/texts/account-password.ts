import { catalogue } from './catalogue.ts'

/** Also what other pages say that ask for the present password. */
export const passwordTexts = catalogue({
  en: {
    title: 'Change your password',
    text: 'You stay signed in here. Everywhere else you are signed out.',
    currentPassword: 'Present password',
    password: 'New password',
    hint: '{n, plural, one {At least # character.} other {At least # characters.}} A few words in a row are easy to remember and hard to guess.',
    passwordAgain: 'New password once more',
    button: 'Change password',
    changed: 'Your password is changed. Everywhere else you have been signed out.',
  },
  de: {
    title: 'Passwort ändern',
    text: 'Hier bleiben Sie angemeldet. Überall sonst werden Sie abgemeldet.',
    currentPassword: 'Jetziges Passwort',
    password: 'Neues Passwort',
    hint: 'Mindestens {n} Zeichen. Mehrere Wörter hintereinander sind leicht zu merken und schwer zu erraten.',
    passwordAgain: 'Neues Passwort wiederholen',
    button: 'Passwort ändern',
    changed: 'Das Passwort ist geändert. Überall sonst wurden Sie abgemeldet.',
  },
  fr: {
    title: 'Changer de mot de passe',
    text: 'Vous restez connecté ici. Partout ailleurs, vous êtes déconnecté.',
    currentPassword: 'Mot de passe actuel',
    password: 'Nouveau mot de passe',
    hint: '{n, plural, one {Au moins # caractère.} other {Au moins # caractères.}} Quelques mots à la suite sont faciles à retenir et difficiles à deviner.',
    passwordAgain: 'Le nouveau mot de passe encore une fois',
    button: 'Changer de mot de passe',
    changed: 'Votre mot de passe est modifié. Partout ailleurs, vous avez été déconnecté.',
  },
  es: {
    title: 'Cambiar la contraseña',
    text: 'Aquí seguirá con la sesión iniciada. En los demás sitios se cerrará.',
    currentPassword: 'Contraseña actual',
    password: 'Contraseña nueva',
    hint: '{n, plural, one {Al menos # carácter.} other {Al menos # caracteres.}} Varias palabras seguidas son fáciles de recordar y difíciles de adivinar.',
    passwordAgain: 'La contraseña nueva otra vez',
    button: 'Cambiar la contraseña',
    changed: 'Su contraseña ha cambiado. Se ha cerrado la sesión en los demás sitios.',
  },
})
