import { catalogue } from './catalogue.ts'

/** What keeps a page from being shown, as far as whoever reads it can tell it apart. */
export const noticeTexts = catalogue({
  en: {
    unreadableTitle: 'That did not work',
    unreadable: 'What was sent could not be read. Go back and try again.',
    notFoundTitle: 'There is nothing here',
    notFound: 'Look whether the whole link was copied from the mail.',
    notAllowedTitle: 'That is not possible here',
    notAllowed: 'Go back, and try again from the page you came from.',
    forbiddenTitle: 'That is not allowed',
    forbidden: 'The request came from another site. Open this page itself, or the link from the mail, and try again.',
    linkOverTitle: 'This link no longer works',
    linkOver:
      'A link works once and for a limited time, and not after the account has changed. If you need another one, ask for it in the shop, where you sign in. If somebody else has changed your address, write to the shop.',
    busyTitle: 'Just a moment',
    busy: 'There is a lot going on. Nothing was changed: try again soon.',
    oursTitle: 'Something went wrong',
    ours: 'The fault is ours. Try again later.',
    tooManyTitle: 'Too many tries',
    tooMany: 'Nothing was changed. Try again in {n, plural, =1 {a minute} other {# minutes}}.',
    formOverTitle: 'This form is too old',
    formOver:
      'Nothing was changed. Open the page again. It needs cookies, and an address that begins with https or is this computer.',
    closedTitle: 'No new accounts',
    closed: 'The shop takes no new customers at the moment.',
    quotaTitle: 'There are too many already',
    quota: 'Take one away before you add another.',
  },
  de: {
    unreadableTitle: 'Das hat nicht geklappt',
    unreadable: 'Die Eingabe war nicht lesbar. Gehen Sie zurück und versuchen Sie es noch einmal.',
    notFoundTitle: 'Hier ist nichts',
    notFound: 'Sehen Sie nach, ob der ganze Link aus der Mail übernommen wurde.',
    notAllowedTitle: 'Das geht hier nicht',
    notAllowed: 'Gehen Sie zurück und versuchen Sie es von der vorigen Seite aus noch einmal.',
    forbiddenTitle: 'Das ist nicht erlaubt',
    forbidden:
      'Die Anfrage kam von einer fremden Seite. Öffnen Sie diese Seite selbst oder den Link aus der Mail und versuchen Sie es noch einmal.',
    linkOverTitle: 'Dieser Link gilt nicht mehr',
    linkOver:
      'Ein Link gilt einmal und für begrenzte Zeit, und nicht mehr, wenn sich das Konto geändert hat. Einen neuen bekommen Sie im Shop, dort, wo man sich anmeldet. Hat jemand anderes Ihre Adresse geändert, schreiben Sie dem Shop.',
    busyTitle: 'Einen Augenblick',
    busy: 'Gerade ist viel los. Es wurde nichts geändert: Versuchen Sie es gleich noch einmal.',
    oursTitle: 'Etwas ist schiefgegangen',
    ours: 'Der Fehler liegt bei uns. Versuchen Sie es später noch einmal.',
    tooManyTitle: 'Zu viele Versuche',
    tooMany: 'Es wurde nichts geändert. Versuchen Sie es in {n, plural, =1 {einer Minute} other {# Minuten}} noch einmal.',
    formOverTitle: 'Dieses Formular ist zu alt',
    formOver:
      'Es wurde nichts geändert. Öffnen Sie die Seite noch einmal. Sie braucht Cookies und eine Adresse, die mit https beginnt oder dieser Rechner ist.',
    closedTitle: 'Keine neuen Konten',
    closed: 'Der Shop nimmt zurzeit keine neuen Kunden auf.',
    quotaTitle: 'Es sind schon zu viele',
    quota: 'Entfernen Sie etwas, bevor Sie etwas hinzufügen.',
  },
  fr: {
    unreadableTitle: 'Cela n’a pas fonctionné',
    unreadable: 'Ce qui a été envoyé n’a pas pu être lu. Revenez en arrière et réessayez.',
    notFoundTitle: 'Il n’y a rien ici',
    notFound: 'Vérifiez que le lien du message a été copié en entier.',
    notAllowedTitle: 'Ce n’est pas possible ici',
    notAllowed: 'Revenez en arrière et réessayez depuis la page précédente.',
    forbiddenTitle: 'Ce n’est pas autorisé',
    forbidden: 'La demande venait d’un autre site. Ouvrez cette page elle-même, ou le lien du message, et réessayez.',
    linkOverTitle: 'Ce lien ne fonctionne plus',
    linkOver:
      'Un lien fonctionne une seule fois et pour un temps limité, et plus du tout si le compte a changé. Demandez-en un autre à la boutique, là où vous vous connectez. Si quelqu’un d’autre a modifié votre adresse, écrivez à la boutique.',
    busyTitle: 'Un instant',
    busy: 'Il y a beaucoup de monde. Rien n’a été modifié : réessayez bientôt.',
    oursTitle: 'Une erreur s’est produite',
    ours: 'L’erreur vient de nous. Réessayez plus tard.',
    tooManyTitle: 'Trop de tentatives',
    tooMany: 'Rien n’a été modifié. Réessayez dans {n, plural, =1 {une minute} other {# minutes}}.',
    formOverTitle: 'Ce formulaire est trop ancien',
    formOver:
      'Rien n’a été modifié. Ouvrez de nouveau la page. Elle a besoin de cookies et d’une adresse qui commence par https ou qui est cet ordinateur.',
    closedTitle: 'Pas de nouveaux comptes',
    closed: 'La boutique n’accepte pas de nouveaux clients pour le moment.',
    quotaTitle: 'Il y en a déjà trop',
    quota: 'Retirez-en avant d’en ajouter.',
  },
  es: {
    unreadableTitle: 'No ha funcionado',
    unreadable: 'No se ha podido leer lo enviado. Vuelva atrás e inténtelo de nuevo.',
    notFoundTitle: 'Aquí no hay nada',
    notFound: 'Compruebe que ha copiado el enlace completo del mensaje.',
    notAllowedTitle: 'Eso no es posible aquí',
    notAllowed: 'Vuelva atrás e inténtelo de nuevo desde la página anterior.',
    forbiddenTitle: 'Eso no está permitido',
    forbidden: 'La petición venía de otro sitio. Abra esta misma página, o el enlace del mensaje, e inténtelo de nuevo.',
    linkOverTitle: 'Este enlace ya no vale',
    linkOver:
      'Un enlace vale una sola vez y por tiempo limitado, y deja de valer cuando la cuenta ha cambiado. Puede pedir otro en la tienda, donde se inicia sesión. Si otra persona ha cambiado su dirección, escriba a la tienda.',
    busyTitle: 'Un momento',
    busy: 'Hay mucha actividad. No se ha cambiado nada: inténtelo de nuevo en un momento.',
    oursTitle: 'Algo ha salido mal',
    ours: 'El error es nuestro. Inténtelo más tarde.',
    tooManyTitle: 'Demasiados intentos',
    tooMany: 'No se ha cambiado nada. Inténtelo de nuevo en {n, plural, =1 {un minuto} other {# minutos}}.',
    formOverTitle: 'Este formulario es demasiado antiguo',
    formOver:
      'No se ha cambiado nada. Abra la página otra vez. Necesita cookies y una dirección que empiece por https o sea este ordenador.',
    closedTitle: 'No hay cuentas nuevas',
    closed: 'La tienda no admite clientes nuevos por el momento.',
    quotaTitle: 'Ya hay demasiados',
    quota: 'Quite uno antes de añadir otro.',
  },
})

export type NoticeName =
  | 'unreadable'
  | 'notFound'
  | 'notAllowed'
  | 'forbidden'
  | 'linkOver'
  | 'busy'
  | 'ours'
  | 'tooMany'
  | 'formOver'
  | 'closed'
  | 'quota'
