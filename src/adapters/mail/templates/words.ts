import type { Purpose } from '../../../core/outbox/delivery.ts'
import type { Locale } from '../../../core/tenants/locale.ts'

/** What a mail says. Where there is a label, the link stands between the two. */
export interface Words {
  readonly subject: string
  readonly before: readonly string[]
  readonly label?: string
  readonly after: readonly string[]
}

/** One language. */
export interface Language {
  /** @param name  absent: somebody whose name is not said */
  greet(name: string | undefined): string
  /** Stands before the link written out. */
  readonly linkWrittenOut: string
  readonly words: Readonly<Record<Purpose, (shopName: string) => Words>>
}

// How long links are good is core/recovery/recovery.ts's to say; whoever changes it there changes it here.
const english: Language = {
  greet: (name) => (name === undefined ? 'Hello,' : `Hello ${name},`),
  linkWrittenOut: 'If the button does not work, open this address:',
  words: {
    welcome: (shopName) => ({
      subject: `Welcome to ${shopName}`,
      before: [`your account at ${shopName} is ready.`, 'You sign in with this e-mail address and your password.'],
      after: ['If you did not open this account, please tell the shop.'],
    }),
    email_verification: (shopName) => ({
      subject: 'Please confirm your e-mail address',
      before: [`please confirm that this e-mail address belongs to your account at ${shopName}.`],
      label: 'Confirm e-mail address',
      after: [
        'The link is good for 24 hours.',
        'If this was not you, do nothing: without the link the address is not confirmed.',
      ],
    }),
    known_address: (shopName) => ({
      subject: `You have an account at ${shopName} already`,
      before: [
        `somebody tried to open an account at ${shopName} with an address for which you have one already.`,
        'If this was you, sign in with the password you have, or choose a new one.',
      ],
      label: 'Choose a new password',
      after: [
        'The link is good for 60 minutes and works once. Later you can ask for another one in the shop.',
        'If this was not you, do nothing: your account and your password stay as they are.',
      ],
    }),
    closed_account: (shopName) => ({
      subject: `Your account at ${shopName}`,
      before: [
        `somebody tried to open an account at ${shopName} with an address for which there is one already, and it is closed.`,
        'If this was you, write to the shop: it can open the account again.',
      ],
      after: ['If this was not you, there is nothing to do.'],
    }),
    password_reset: (shopName) => ({
      subject: 'Choose a new password',
      before: [`somebody asked for a new password for your account at ${shopName}.`],
      label: 'Choose a new password',
      after: [
        'The link is good for 60 minutes and works once.',
        'If this was not you, do nothing: your password stays as it is.',
      ],
    }),
    email_changed: (shopName) => ({
      subject: 'Your e-mail address was changed',
      before: [
        `your account at ${shopName} has another e-mail address now and no longer this one.`,
        'If this was you, there is nothing to do. If it was not you, take the change back.',
      ],
      label: 'Take the change back',
      after: ['The link is good for seven days.'],
    }),
    password_changed: (shopName) => ({
      subject: 'Your password was changed',
      before: [`the password of your account at ${shopName} was changed.`, 'If this was you, there is nothing to do.'],
      after: ['If it was not you, ask for a new password in the shop at once.'],
    }),
  },
}

const german: Language = {
  greet: (name) => (name === undefined ? 'Guten Tag,' : `Guten Tag ${name},`),
  linkWrittenOut: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse:',
  words: {
    welcome: (shopName) => ({
      subject: `Willkommen bei ${shopName}`,
      before: [`Ihr Konto bei ${shopName} ist eingerichtet.`, 'Sie melden sich mit dieser E-Mail-Adresse und Ihrem Passwort an.'],
      after: ['Wenn Sie dieses Konto nicht eröffnet haben, sagen Sie bitte dem Shop Bescheid.'],
    }),
    email_verification: (shopName) => ({
      subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
      before: [`bitte bestätigen Sie, dass diese E-Mail-Adresse zu Ihrem Konto bei ${shopName} gehört.`],
      label: 'E-Mail-Adresse bestätigen',
      after: [
        'Der Link gilt 24 Stunden.',
        'Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ohne den Link wird die Adresse nicht bestätigt.',
      ],
    }),
    known_address: (shopName) => ({
      subject: `Sie haben schon ein Konto bei ${shopName}`,
      before: [
        `jemand wollte bei ${shopName} ein Konto mit einer Adresse eröffnen, zu der Sie schon eines haben.`,
        'Wenn Sie das waren, melden Sie sich mit Ihrem Passwort an oder wählen Sie ein neues.',
      ],
      label: 'Neues Passwort wählen',
      after: [
        'Der Link gilt 60 Minuten und nur einmal. Danach können Sie im Shop einen anderen anfordern.',
        'Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ihr Konto und Ihr Passwort bleiben, wie sie sind.',
      ],
    }),
    closed_account: (shopName) => ({
      subject: `Ihr Konto bei ${shopName}`,
      before: [
        `jemand wollte bei ${shopName} ein Konto mit einer Adresse eröffnen, zu der es schon eines gibt; es ist geschlossen.`,
        'Wenn Sie das waren, schreiben Sie dem Shop: Er kann das Konto wieder öffnen.',
      ],
      after: ['Wenn Sie das nicht waren, ist nichts zu tun.'],
    }),
    password_reset: (shopName) => ({
      subject: 'Neues Passwort wählen',
      before: [`für Ihr Konto bei ${shopName} wurde ein neues Passwort angefordert.`],
      label: 'Neues Passwort wählen',
      after: [
        'Der Link gilt 60 Minuten und nur einmal.',
        'Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.',
      ],
    }),
    email_changed: (shopName) => ({
      subject: 'Ihre E-Mail-Adresse wurde geändert',
      before: [
        `Ihr Konto bei ${shopName} hat jetzt eine andere E-Mail-Adresse und nicht mehr diese.`,
        'Wenn Sie das waren, ist nichts zu tun. Wenn Sie es nicht waren, machen Sie die Änderung rückgängig.',
      ],
      label: 'Änderung rückgängig machen',
      after: ['Der Link gilt sieben Tage.'],
    }),
    password_changed: (shopName) => ({
      subject: 'Ihr Passwort wurde geändert',
      before: [`das Passwort Ihres Kontos bei ${shopName} wurde geändert.`, 'Wenn Sie das waren, ist nichts zu tun.'],
      after: ['Wenn Sie es nicht waren, fordern Sie im Shop sofort ein neues Passwort an.'],
    }),
  },
}

export const languages: Readonly<Record<Locale, Language>> = { en: english, de: german }
