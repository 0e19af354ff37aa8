import { catalogue } from './catalogue.ts'

export const signInTexts = catalogue({
  en: {
    title: 'Sign in',
    login: 'E-mail address or username',
    password: 'Password',
    button: 'Sign in',
    signedOut: 'You are signed out.',
    loginNeeded: 'Type your e-mail address or your username.',
    passwordNeeded: 'Type your password.',
    refused: 'This does not fit together. Look over the address and the password.',
    refusedPrivately:
      'This does not fit together. Look over the address and the password. If your account is new, first open the link in the mail.',
    unverified:
      'Your address is not confirmed yet. Open the link in the mail, then sign in. Is the mail gone? Choosing a new password confirms the address, too.',
    inactive: 'This account is closed. Write to the shop if you think that is a mistake.',
  },
  de: {
    title: 'Anmelden',
    login: 'E-Mail-Adresse oder Benutzername',
    password: 'Passwort',
    button: 'Anmelden',
    signedOut: 'Sie sind abgemeldet.',
    loginNeeded: 'Bitte E-Mail-Adresse oder Benutzernamen eingeben.',
    passwordNeeded: 'Bitte das Passwort eingeben.',
    refused: 'Das passt nicht zusammen. Bitte Adresse und Passwort noch einmal ansehen.',
    refusedPrivately:
      'Das passt nicht zusammen. Bitte Adresse und Passwort noch einmal ansehen. Ist Ihr Konto neu, öffnen Sie zuerst den Link in der Mail.',
    unverified:
      'Ihre Adresse ist noch nicht bestätigt. Öffnen Sie den Link in der Mail und melden Sie sich dann an. Ist die Mail weg? Auch ein neues Passwort bestätigt die Adresse.',
    inactive: 'Dieses Konto ist geschlossen. Schreiben Sie dem Shop, wenn das ein Irrtum ist.',
  },
  fr: {
    title: 'Se connecter',
    login: 'Adresse e-mail ou nom d’utilisateur',
    password: 'Mot de passe',
    button: 'Se connecter',
    signedOut: 'Vous êtes déconnecté.',
    loginNeeded: 'Saisissez votre adresse e-mail ou votre nom d’utilisateur.',
    passwordNeeded: 'Saisissez votre mot de passe.',
    refused: 'Cela ne correspond pas. Vérifiez l’adresse et le mot de passe.',
    refusedPrivately:
      'Cela ne correspond pas. Vérifiez l’adresse et le mot de passe. Si votre compte est nouveau, ouvrez d’abord le lien reçu par e-mail.',
    unverified:
      'Votre adresse n’est pas encore confirmée. Ouvrez le lien reçu par e-mail, puis connectez-vous. L’e-mail a disparu ? Choisir un nouveau mot de passe confirme aussi l’adresse.',
    inactive: 'Ce compte est fermé. Écrivez à la boutique si vous pensez que c’est une erreur.',
  },
  es: {
    title: 'Iniciar sesión',
    login: 'Correo electrónico o nombre de usuario',
    password: 'Contraseña',
    button: 'Iniciar sesión',
    signedOut: 'Ha cerrado la sesión.',
    loginNeeded: 'Escriba su correo electrónico o su nombre de usuario.',
    passwordNeeded: 'Escriba su contraseña.',
    refused: 'No coinciden. Revise la dirección y la contraseña.',
    refusedPrivately:
      'No coinciden. Revise la dirección y la contraseña. Si su cuenta es nueva, abra primero el enlace del correo.',
    unverified:
      'Su dirección todavía no está confirmada. Abra el enlace del correo y después inicie sesión. ¿Ya no tiene el correo? Elegir una contraseña nueva también confirma la dirección.',
    inactive: 'Esta cuenta está cerrada. Escriba a la tienda si cree que es un error.',
  },
})
