import { either, type PageTexts } from './texts.ts'

const absent = either('Bitte ein Passwort wählen.', 'Bitte das Passwort noch einmal eingeben.')
const unfit = 'Dieses Passwort enthält ein Zeichen, das nicht verwendet werden kann.'

export const de: PageTexts = {
  locale: 'de',
  error: 'Fehler',
  account: 'Konto',
  reset: {
    title: 'Neues Passwort wählen',
    password: 'Neues Passwort',
    hint: (n) => `Mindestens ${n} Zeichen. Mehrere Wörter hintereinander sind leicht zu merken und schwer zu erraten.`,
    passwordAgain: 'Neues Passwort wiederholen',
    button: 'Passwort speichern',
    refused: 'Das Passwort wurde noch nicht geändert.',
    afterUndoing:
      'Das Konto hat wieder die alte Adresse, und alle sind abgemeldet. Wählen Sie ein neues Passwort, um sich wieder anzumelden.',
    done: {
      title: 'Das Passwort ist geändert',
      text: 'Sie wurden überall abgemeldet. Gehen Sie zurück in den Shop und melden Sie sich mit dem neuen Passwort an.',
    },
  },
  verify: {
    title: 'Adresse bestätigen',
    text: 'Ist das Ihre E-Mail-Adresse? Bestätigen Sie sie, dann ist das Konto bereit.',
    button: 'Adresse bestätigen',
    done: { title: 'Die Adresse ist bestätigt', text: 'Sie können diese Seite schließen und in den Shop zurückkehren.' },
  },
  undo: {
    title: 'Konto zurückholen',
    text: 'Die Adresse des Kontos wurde geändert. Wenn Sie das nicht waren, geben Sie dem Konto die alte Adresse zurück:',
    consequences: 'Wer angemeldet ist, wird abgemeldet, das Passwort gilt nicht mehr, und Sie wählen gleich danach ein neues.',
    button: 'Alte Adresse zurückgeben',
  },
  violations: {
    missing: absent,
    null_given: absent,
    blank: absent,
    not_text: absent,
    too_long: ({ maximumCharacters: n }) => `Bitte höchstens ${n} Zeichen verwenden.`,
    null_character: () => unfit,
    lone_surrogate: () => unfit,
    password_too_short: ({ minimumCharacters: n }) => `Bitte mindestens ${n} Zeichen verwenden.`,
    password_too_common: () => 'Dieses Passwort verwenden viele, und es wird zuerst geraten. Bitte ein anderes wählen.',
    password_all_digits: () => 'Bitte nicht nur Ziffern verwenden.',
    password_too_similar: () => 'Das ähnelt zu sehr dem Namen oder der Adresse. Bitte ein anderes Passwort wählen.',
    password_too_weak: () => 'Das wäre zu schnell erraten. Bitte ein längeres oder ungewöhnlicheres wählen.',
    passwords_differ: () => 'Das ist nicht dasselbe Passwort.',
  },
  notices: {
    unreadable: {
      title: 'Das hat nicht geklappt',
      text: 'Die Eingabe war nicht lesbar. Gehen Sie zurück und versuchen Sie es noch einmal.',
    },
    notFound: { title: 'Hier ist nichts', text: 'Sehen Sie nach, ob der ganze Link aus der Mail übernommen wurde.' },
    notAllowed: { title: 'Das geht hier nicht', text: 'Öffnen Sie den Link aus der Mail noch einmal.' },
    forbidden: {
      title: 'Das ist nicht erlaubt',
      text: 'Öffnen Sie den Link aus der Mail selbst und nicht von einer anderen Seite aus.',
    },
    linkOver: {
      title: 'Dieser Link gilt nicht mehr',
      text: 'Ein Link gilt einmal und für begrenzte Zeit, und nicht mehr, wenn sich das Konto geändert hat. Einen neuen bekommen Sie im Shop, dort, wo man sich anmeldet. Hat jemand anderes Ihre Adresse geändert, schreiben Sie dem Shop.',
    },
    busy: {
      title: 'Einen Augenblick',
      text: 'Gerade ist viel los. Es wurde nichts geändert und der Link gilt weiter: Versuchen Sie es gleich noch einmal.',
    },
    ours: { title: 'Etwas ist schiefgegangen', text: 'Der Fehler liegt bei uns. Versuchen Sie es später noch einmal.' },
  },
  tooMany: (n) => ({
    title: 'Zu viele Versuche',
    text: `Es wurde nichts geändert. Versuchen Sie es in ${n === 1 ? 'einer Minute' : `${n} Minuten`} noch einmal.`,
  }),
}
