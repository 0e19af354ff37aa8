import { either, type PageTexts } from './texts.ts'

const absent = either('Choose a password.', 'Type the password once more.')
const unfit = 'This password has a character that cannot be used.'

export const en: PageTexts = {
  locale: 'en',
  error: 'Error',
  account: 'Account',
  reset: {
    title: 'Choose a new password',
    password: 'New password',
    hint: (n) => `At least ${n} characters. A few words in a row are easy to remember and hard to guess.`,
    passwordAgain: 'New password once more',
    button: 'Save password',
    refused: 'The password was not changed yet.',
    afterUndoing: 'Your account has its old address back, and everybody is signed out. Choose a new password to get in again.',
    done: {
      title: 'Your password is changed',
      text: 'You have been signed out everywhere. Go back to the shop and sign in with the new password.',
    },
  },
  verify: {
    title: 'Confirm your address',
    text: 'Is this your e-mail address? Confirm it, and your account is ready.',
    button: 'Confirm address',
    done: { title: 'Your address is confirmed', text: 'You can close this page and go back to the shop.' },
  },
  undo: {
    title: 'Take your account back',
    text: 'The address of your account was changed. If that was not you, give the account its old address back:',
    consequences: 'Everybody is signed out, the password stops working, and you choose a new one next.',
    button: 'Give back the old address',
  },
  violations: {
    missing: absent,
    null_given: absent,
    blank: absent,
    not_text: absent,
    too_long: ({ maximumCharacters: n }) => `Use ${n} characters or fewer.`,
    null_character: () => unfit,
    lone_surrogate: () => unfit,
    password_too_short: ({ minimumCharacters: n }) => `Use ${n} characters or more.`,
    password_too_common: () => 'Many people use this password, so it is guessed first. Choose another one.',
    password_all_digits: () => 'Use more than digits.',
    password_too_similar: () => 'This is too close to your name or your address. Choose another password.',
    password_too_weak: () => 'This would be guessed too soon. Choose a longer or less usual password.',
    passwords_differ: () => 'This is not the same password.',
  },
  notices: {
    unreadable: { title: 'That did not work', text: 'What was sent could not be read. Go back and try again.' },
    notFound: { title: 'There is nothing here', text: 'Look whether the whole link was copied from the mail.' },
    notAllowed: { title: 'That is not possible here', text: 'Open the link from the mail again.' },
    forbidden: { title: 'That is not allowed', text: 'Open the link from the mail itself, not from another page.' },
    linkOver: {
      title: 'This link no longer works',
      text: 'A link works once and for a limited time, and not after the account has changed. If you need another one, ask for it in the shop, where you sign in. If somebody else has changed your address, write to the shop.',
    },
    busy: {
      title: 'Just a moment',
      text: 'There is a lot going on. Nothing was changed and the link stays good: try again soon.',
    },
    ours: { title: 'Something went wrong', text: 'The fault is ours. Try again later.' },
  },
  tooMany: (n) => ({
    title: 'Too many tries',
    text: `Nothing was changed. Try again in ${n === 1 ? 'a minute' : `${n} minutes`}.`,
  }),
}
