import type { Locale } from '../../core/tenants/locale.ts'
import type { Violation } from '../../violations/violation.ts'
import { catalogue, type MessageValues } from './catalogue.ts'

const en = {
  missing: '{field, select, password {Choose a password.} passwordAgain {Type the password once more.} other {This is needed.}}',
  unusable:
    '{field, select, password {This password has a character that cannot be used.} other {This has a character that cannot be used.}}',
  too_long: '{n, plural, one {Use # character or fewer.} other {Use # characters or fewer.}}',
  email_malformed: 'This is no e-mail address. It looks like name@example.com.',
  already_taken: 'There is an account with this address already. Sign in, or ask for a new password.',
  username_malformed: 'This has a character that cannot be used.',
  postcode_malformed: 'This is no postcode of the country.',
  code_unknown: 'Choose one from the list.',
  date_malformed: 'This is no day of the calendar.',
  phone_malformed: 'Use digits, blanks and a plus sign in front.',
  not_one_of: 'Choose one from the list.',
  in_the_future: 'This day has not come yet.',
  too_old: 'This is too long ago.',
  too_young: '{n, plural, one {You have to be # year old.} other {You have to be # years old.}}',
  password_too_short: '{n, plural, one {Use # character or more.} other {Use # characters or more.}}',
  password_too_common: 'Many people use this password, so it is guessed first. Choose another one.',
  password_all_digits: 'Use more than digits.',
  password_too_similar: 'This is too close to your name or your address. Choose another password.',
  password_too_weak: 'This would be guessed too soon. Choose a longer or less usual password.',
  password_wrong: 'This is not your present password.',
  passwords_differ: 'This is not the same password.',
  not_allowed: 'This cannot be changed here.',
  consent_needed: '{needs, select, acceptance {The shop needs your agreement to this.} other {Answer this, either way.}}',
  contact_method_needed: 'Say how you want to be reached.',
  consent_outdated: 'The text has changed meanwhile. Read it once more.',
}
type Id = keyof typeof en

export const violationTexts = catalogue<Id>({
  en,
  de: {
    missing:
      '{field, select, password {Bitte ein Passwort wählen.} passwordAgain {Bitte das Passwort noch einmal eingeben.} other {Das wird gebraucht.}}',
    unusable:
      '{field, select, password {Dieses Passwort enthält ein Zeichen, das nicht verwendet werden kann.} other {Das enthält ein Zeichen, das nicht verwendet werden kann.}}',
    too_long: 'Bitte höchstens {n} Zeichen verwenden.',
    email_malformed: 'Das ist keine E-Mail-Adresse. Sie sieht aus wie name@example.com.',
    already_taken: 'Zu dieser Adresse gibt es schon ein Konto. Melden Sie sich an oder fordern Sie ein neues Passwort an.',
    username_malformed: 'Das enthält ein Zeichen, das nicht verwendet werden kann.',
    postcode_malformed: 'Das ist keine Postleitzahl des Landes.',
    code_unknown: 'Bitte etwas aus der Liste wählen.',
    date_malformed: 'Diesen Tag gibt es im Kalender nicht.',
    phone_malformed: 'Bitte Ziffern, Leerzeichen und vorne ein Plus verwenden.',
    not_one_of: 'Bitte etwas aus der Liste wählen.',
    in_the_future: 'Dieser Tag ist noch nicht gekommen.',
    too_old: 'Das ist zu lange her.',
    too_young: 'Sie müssen {n} {n, plural, one {Jahr} other {Jahre}} alt sein.',
    password_too_short: 'Bitte mindestens {n} Zeichen verwenden.',
    password_too_common: 'Dieses Passwort verwenden viele, und es wird zuerst geraten. Bitte ein anderes wählen.',
    password_all_digits: 'Bitte nicht nur Ziffern verwenden.',
    password_too_similar: 'Das ähnelt zu sehr dem Namen oder der Adresse. Bitte ein anderes Passwort wählen.',
    password_too_weak: 'Das wäre zu schnell erraten. Bitte ein längeres oder ungewöhnlicheres wählen.',
    password_wrong: 'Das ist nicht Ihr jetziges Passwort.',
    passwords_differ: 'Das ist nicht dasselbe Passwort.',
    not_allowed: 'Das lässt sich hier nicht ändern.',
    consent_needed:
      '{needs, select, acceptance {Der Shop braucht dazu Ihre Zustimmung.} other {Bitte so oder so darauf antworten.}}',
    contact_method_needed: 'Bitte sagen, auf welchem Weg Sie erreicht werden möchten.',
    consent_outdated: 'Der Text hat sich inzwischen geändert. Bitte noch einmal lesen.',
  },
  fr: {
    missing:
      '{field, select, password {Choisissez un mot de passe.} passwordAgain {Saisissez encore une fois le mot de passe.} other {Ce champ est nécessaire.}}',
    unusable:
      '{field, select, password {Ce mot de passe contient un caractère qui ne peut pas être utilisé.} other {Un caractère ne peut pas être utilisé.}}',
    too_long: '{n, plural, one {Utilisez # caractère au plus.} other {Utilisez # caractères au plus.}}',
    email_malformed: 'Ce n’est pas une adresse e-mail. Elle ressemble à nom@example.com.',
    already_taken: 'Il existe déjà un compte avec cette adresse. Connectez-vous ou demandez un nouveau mot de passe.',
    username_malformed: 'Un caractère ne peut pas être utilisé.',
    postcode_malformed: 'Ce n’est pas un code postal de ce pays.',
    code_unknown: 'Choisissez dans la liste.',
    date_malformed: 'Ce jour n’existe pas dans le calendrier.',
    phone_malformed: 'Utilisez des chiffres, des espaces et un plus au début.',
    not_one_of: 'Choisissez dans la liste.',
    in_the_future: 'Ce jour n’est pas encore venu.',
    too_old: 'C’est trop ancien.',
    too_young: '{n, plural, one {Vous devez avoir # an.} other {Vous devez avoir # ans.}}',
    password_too_short: '{n, plural, one {Utilisez au moins # caractère.} other {Utilisez au moins # caractères.}}',
    password_too_common:
      'Beaucoup de personnes utilisent ce mot de passe, il est donc deviné en premier. Choisissez-en un autre.',
    password_all_digits: 'Utilisez autre chose que des chiffres.',
    password_too_similar: 'Cela ressemble trop à votre nom ou à votre adresse. Choisissez un autre mot de passe.',
    password_too_weak: 'Il serait deviné trop vite. Choisissez un mot de passe plus long ou moins courant.',
    password_wrong: 'Ce n’est pas votre mot de passe actuel.',
    passwords_differ: 'Ce n’est pas le même mot de passe.',
    not_allowed: 'Cela ne peut pas être modifié ici.',
    consent_needed:
      '{needs, select, acceptance {La boutique a besoin de votre accord.} other {Répondez, dans un sens ou dans l’autre.}}',
    contact_method_needed: 'Indiquez comment vous souhaitez être joint.',
    consent_outdated: 'Le texte a changé entre-temps. Relisez-le.',
  },
  es: {
    missing:
      '{field, select, password {Elija una contraseña.} passwordAgain {Escriba la contraseña otra vez.} other {Este dato es necesario.}}',
    unusable:
      '{field, select, password {Esta contraseña tiene un carácter que no se puede usar.} other {Hay un carácter que no se puede usar.}}',
    too_long: '{n, plural, one {Use # carácter como máximo.} other {Use # caracteres como máximo.}}',
    email_malformed: 'Esto no es una dirección de correo. Es como nombre@example.com.',
    already_taken: 'Ya hay una cuenta con esta dirección. Inicie sesión o pida una contraseña nueva.',
    username_malformed: 'Hay un carácter que no se puede usar.',
    postcode_malformed: 'Esto no es un código postal del país.',
    code_unknown: 'Elija uno de la lista.',
    date_malformed: 'Ese día no existe en el calendario.',
    phone_malformed: 'Use cifras, espacios y un signo más delante.',
    not_one_of: 'Elija uno de la lista.',
    in_the_future: 'Ese día todavía no ha llegado.',
    too_old: 'Hace demasiado tiempo.',
    too_young: '{n, plural, one {Debe tener # año.} other {Debe tener # años.}}',
    password_too_short: '{n, plural, one {Use al menos # carácter.} other {Use al menos # caracteres.}}',
    password_too_common: 'Mucha gente usa esta contraseña y es la primera que se adivina. Elija otra.',
    password_all_digits: 'Use algo más que cifras.',
    password_too_similar: 'Se parece demasiado a su nombre o a su dirección. Elija otra contraseña.',
    password_too_weak: 'Se adivinaría demasiado pronto. Elija una más larga o menos corriente.',
    password_wrong: 'Esta no es su contraseña actual.',
    passwords_differ: 'No es la misma contraseña.',
    not_allowed: 'Esto no se puede cambiar aquí.',
    consent_needed: '{needs, select, acceptance {La tienda necesita su consentimiento.} other {Responda, en un sentido u otro.}}',
    contact_method_needed: 'Diga cómo quiere que le contactemos.',
    consent_outdated: 'El texto ha cambiado entretanto. Léalo otra vez.',
  },
})

/** Codes that are said in the words of another one; every other is said in words of its own. */
const sameWords: Readonly<Record<string, Id>> = {
  null_given: 'missing',
  blank: 'missing',
  not_text: 'missing',
  null_character: 'unusable',
  lone_surrogate: 'unusable',
  gender_unknown: 'not_one_of',
}

/**
 * What a violation is called in the language.
 *
 * @throws Error for one that no form of the pages can lead to
 */
export function violationText(locale: Locale, violation: Violation): string {
  const id = sameWords[violation.code] ?? violation.code
  if (!Object.hasOwn(en, id)) throw new Error(`a form cannot be refused with ${violation.code}`)
  return violationTexts(locale)(id as Id, valuesOf(violation))
}

/** The facts of a violation, the one number among them as `n`. */
function valuesOf({ code: _code, ...facts }: Violation): MessageValues {
  const values = Object.entries(facts).filter(([, fact]) => typeof fact === 'string' || typeof fact === 'number')
  const [, n] = values.find(([name]) => /^(minimum|maximum)/.test(name)) ?? []
  return { ...Object.fromEntries(values), ...(n !== undefined && { n }) } as MessageValues
}
