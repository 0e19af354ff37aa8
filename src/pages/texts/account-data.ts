import { catalogue } from './catalogue.ts'

export const dataTexts = catalogue({
  en: {
    title: 'Your data',
    text: 'Get a file with everything that is kept here about you: profile, addresses, consents and when you gave them, sign-ins, purchases and more. It is JSON, which other programs can read, too.',
    why: 'We ask for your password, so that nobody else gets the file from a browser that was left open.',
    button: 'Download my data',
  },
  de: {
    title: 'Ihre Daten',
    text: 'Hier bekommen Sie eine Datei mit allem, was über Sie gespeichert ist: Profil, Adressen, Einwilligungen und wann Sie sie gegeben haben, Anmeldungen, Käufe und mehr. Sie ist in JSON geschrieben, das auch andere Programme lesen.',
    why: 'Wir fragen nach dem Passwort, damit niemand sonst die Datei aus einem offenen Browser bekommt.',
    button: 'Meine Daten herunterladen',
  },
  fr: {
    title: 'Vos données',
    text: 'Obtenez un fichier avec tout ce qui est conservé ici à votre sujet : profil, adresses, consentements et leurs dates, connexions, achats et plus encore. Il est en JSON, que d’autres programmes savent lire aussi.',
    why: 'Nous demandons votre mot de passe pour que personne d’autre n’obtienne le fichier depuis un navigateur resté ouvert.',
    button: 'Télécharger mes données',
  },
  es: {
    title: 'Sus datos',
    text: 'Obtenga un archivo con todo lo que se guarda aquí sobre usted: perfil, direcciones, consentimientos y sus fechas, sesiones, compras y más. Está en JSON, que también leen otros programas.',
    why: 'Le pedimos la contraseña para que nadie más obtenga el archivo desde un navegador que quedó abierto.',
    button: 'Descargar mis datos',
  },
})
