import { catalogue } from './catalogue.ts'

/** After a registration, and after the wish for a new password; neither tells whether there is an account. */
export const inboxTexts = catalogue({
  en: {
    title: 'Look into your inbox',
    registered: 'We have written to the address you gave. Open the link in the mail, then you can sign in.',
    reset:
      'If there is an account with this address, a mail with a link is on its way. By the link you choose a new password; it works for an hour.',
    nothing: 'Nothing there after a few minutes? Look into the spam folder, and whether the address was right.',
    again: 'Try again',
  },
  de: {
    title: 'Sehen Sie in Ihr Postfach',
    registered:
      'Wir haben an die angegebene Adresse geschrieben. Öffnen Sie den Link in der Mail, dann können Sie sich anmelden.',
    reset:
      'Wenn es zu dieser Adresse ein Konto gibt, ist eine Mail mit einem Link unterwegs. Damit wählen Sie ein neues Passwort; der Link gilt eine Stunde.',
    nothing: 'Nach ein paar Minuten nichts da? Sehen Sie im Spam-Ordner nach, und ob die Adresse richtig war.',
    again: 'Noch einmal versuchen',
  },
  fr: {
    title: 'Consultez votre boîte de réception',
    registered: 'Nous avons écrit à l’adresse indiquée. Ouvrez le lien reçu, vous pourrez ensuite vous connecter.',
    reset:
      'S’il existe un compte avec cette adresse, un e-mail avec un lien est en route. Il vous permet de choisir un nouveau mot de passe pendant une heure.',
    nothing: 'Rien après quelques minutes ? Regardez dans les indésirables et vérifiez l’adresse.',
    again: 'Réessayer',
  },
  es: {
    title: 'Mire su bandeja de entrada',
    registered: 'Hemos escrito a la dirección indicada. Abra el enlace del correo y podrá iniciar sesión.',
    reset:
      'Si hay una cuenta con esta dirección, un correo con un enlace está en camino. Con él elige una contraseña nueva; vale una hora.',
    nothing: '¿Nada después de unos minutos? Mire en la carpeta de spam y si la dirección era correcta.',
    again: 'Intentarlo de nuevo',
  },
})
