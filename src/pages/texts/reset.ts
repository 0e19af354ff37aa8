import { catalogue } from './catalogue.ts'

export const resetTexts = catalogue({
  en: {
    title: 'Choose a new password',
    password: 'New password',
    hint: '{n, plural, one {At least # character.} other {At least # characters.}} A few words in a row are easy to remember and hard to guess.',
    passwordAgain: 'New password once more',
    button: 'Save password',
    refused: 'The password was not changed yet.',
    afterUndoing: 'Your account has its old address back, and everybody is signed out. Choose a new password to get in again.',
    doneTitle: 'Your password is changed',
    done: 'You have been signed out everywhere. Go back to the shop and sign in with the new password.',
    doneInside: 'You are signed in here, and have been signed out everywhere else.',
    toAccount: 'Go to your account',
  },
  de: {
    title: 'Neues Passwort wählen',
    password: 'Neues Passwort',
    hint: 'Mindestens {n} Zeichen. Mehrere Wörter hintereinander sind leicht zu merken und schwer zu erraten.',
    passwordAgain: 'Neues Passwort wiederholen',
    button: 'Passwort speichern',
    refused: 'Das Passwort wurde noch nicht geändert.',
    afterUndoing:
      'Das Konto hat wieder die alte Adresse, und alle sind abgemeldet. Wählen Sie ein neues Passwort, um sich wieder anzumelden.',
    doneTitle: 'Das Passwort ist geändert',
    done: 'Sie wurden überall abgemeldet. Gehen Sie zurück in den Shop und melden Sie sich mit dem neuen Passwort an.',
    doneInside: 'Sie sind hier angemeldet und wurden überall sonst abgemeldet.',
    toAccount: 'Zum Konto',
  },
  fr: {
    title: 'Choisir un nouveau mot de passe',
    password: 'Nouveau mot de passe',
    hint: '{n, plural, one {Au moins # caractère.} other {Au moins # caractères.}} Quelques mots à la suite sont faciles à retenir et difficiles à deviner.',
    passwordAgain: 'Le nouveau mot de passe encore une fois',
    button: 'Enregistrer le mot de passe',
    refused: 'Le mot de passe n’a pas encore été modifié.',
    afterUndoing:
      'Votre compte a retrouvé son ancienne adresse et toutes les sessions sont fermées. Choisissez un nouveau mot de passe pour vous reconnecter.',
    doneTitle: 'Votre mot de passe est modifié',
    done: 'Vous avez été déconnecté partout. Retournez à la boutique et connectez-vous avec le nouveau mot de passe.',
    doneInside: 'Vous êtes connecté ici et avez été déconnecté partout ailleurs.',
    toAccount: 'Accéder à votre compte',
  },
  es: {
    title: 'Elegir una contraseña nueva',
    password: 'Contraseña nueva',
    hint: '{n, plural, one {Al menos # carácter.} other {Al menos # caracteres.}} Varias palabras seguidas son fáciles de recordar y difíciles de adivinar.',
    passwordAgain: 'La contraseña nueva otra vez',
    button: 'Guardar contraseña',
    refused: 'La contraseña todavía no se ha cambiado.',
    afterUndoing:
      'Su cuenta tiene de nuevo la dirección anterior y todas las sesiones están cerradas. Elija una contraseña nueva para volver a entrar.',
    doneTitle: 'Su contraseña ha cambiado',
    done: 'Se ha cerrado la sesión en todas partes. Vuelva a la tienda e inicie sesión con la contraseña nueva.',
    doneInside: 'Ha iniciado sesión aquí y se ha cerrado en todos los demás sitios.',
    toAccount: 'Ir a su cuenta',
  },
})
