import type { Language } from '../words.ts'

export const german: Language = {
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
    new_address: (shopName) => ({
      subject: `Ihre neue E-Mail-Adresse bei ${shopName}`,
      before: [`ein Konto bei ${shopName} hat jetzt diese E-Mail-Adresse.`, 'Wenn Sie das waren, ist nichts zu tun.'],
      after: ['Wenn Sie dort kein Konto haben, sagen Sie bitte dem Shop Bescheid.'],
    }),
    email_change_undone: (shopName) => ({
      subject: 'Die Änderung Ihrer E-Mail-Adresse ist rückgängig gemacht',
      before: [
        `Ihr Konto bei ${shopName} hat wieder diese E-Mail-Adresse.`,
        'Das bisherige Passwort gilt nicht mehr, und alle Geräte sind abgemeldet.',
      ],
      after: ['Wenn Sie noch kein neues Passwort gewählt haben, fordern Sie im Shop eines an.'],
    }),
    password_changed: (shopName) => ({
      subject: 'Ihr Passwort wurde geändert',
      before: [`das Passwort Ihres Kontos bei ${shopName} wurde geändert.`, 'Wenn Sie das waren, ist nichts zu tun.'],
      after: ['Wenn Sie es nicht waren, fordern Sie im Shop sofort ein neues Passwort an.'],
    }),
    deletion_planned: (shopName, day) => ({
      subject: `Ihr Konto bei ${shopName} wird gelöscht`,
      before: [
        `wie gewünscht wird Ihr Konto bei ${shopName} am ${day} gelöscht, mit allem, was dort über Sie gespeichert ist.`,
        'Bis dahin können Sie sich anmelden wie bisher und das Konto behalten, wenn Sie es sich anders überlegen.',
      ],
      label: 'Konto behalten',
      after: ['Wenn Sie das nicht waren, behalten Sie das Konto und wählen Sie sofort ein neues Passwort.'],
    }),
    email_change_old: (shopName) => ({
      subject: 'Bitte stimmen Sie einer anderen E-Mail-Adresse zu',
      before: [
        `jemand, der in Ihrem Konto bei ${shopName} angemeldet ist, möchte ihm eine andere E-Mail-Adresse geben.`,
        'Wenn Sie das waren, stimmen Sie hier zu. Die Änderung gilt, sobald beide Adressen zugestimmt haben.',
      ],
      label: 'Der Änderung zustimmen',
      after: [
        'Der Link gilt 24 Stunden.',
        'Wenn Sie das nicht waren, stimmen Sie nicht zu und ändern Sie sofort Ihr Passwort: Ohne den Link geschieht nichts.',
      ],
    }),
    email_change_new: (shopName) => ({
      subject: 'Ist das Ihre neue E-Mail-Adresse?',
      before: [
        `das soll die E-Mail-Adresse eines Kontos bei ${shopName} werden.`,
        'Wenn Sie das wünschen, stimmen Sie hier zu. Die Änderung gilt, sobald beide Adressen zugestimmt haben.',
      ],
      label: 'Diese Adresse verwenden',
      after: [
        'Der Link gilt 24 Stunden.',
        'Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ohne den Link geschieht nichts.',
      ],
    }),
  },
}
