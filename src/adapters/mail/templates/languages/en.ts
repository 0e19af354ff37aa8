import type { Language } from '../words.ts'

// How long links are good is core/recovery/recovery.ts's to say; whoever changes it there changes it here.
export const english: Language = {
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
    new_address: (shopName) => ({
      subject: `Your new e-mail address at ${shopName}`,
      before: [`an account at ${shopName} has this e-mail address now.`, 'If this was you, there is nothing to do.'],
      after: ['If you have no account there, please tell the shop.'],
    }),
    email_change_undone: (shopName) => ({
      subject: 'The change of your e-mail address was taken back',
      before: [
        `your account at ${shopName} has this e-mail address again.`,
        'The password it had until now works no more, and every device is signed out.',
      ],
      after: ['If you have not chosen a new password yet, ask for one in the shop.'],
    }),
    password_changed: (shopName) => ({
      subject: 'Your password was changed',
      before: [`the password of your account at ${shopName} was changed.`, 'If this was you, there is nothing to do.'],
      after: ['If it was not you, ask for a new password in the shop at once.'],
    }),
    deletion_planned: (shopName, day) => ({
      subject: `Your account at ${shopName} will be deleted`,
      before: [
        `as you wished, your account at ${shopName} will be deleted on ${day}, with everything kept there about you.`,
        'Until then you can sign in as before, and keep the account if you think better of it.',
      ],
      label: 'Keep the account',
      after: ['If this was not you, keep the account and choose a new password at once.'],
    }),
    email_change_old: (shopName) => ({
      subject: 'Please agree to another e-mail address',
      before: [
        `somebody who is signed in to your account at ${shopName} wants to give it another e-mail address.`,
        'If this was you, agree here. The change takes effect once both addresses have agreed.',
      ],
      label: 'Agree to the change',
      after: [
        'The link is good for 24 hours.',
        'If this was not you, do not agree, and change your password at once: without the link nothing happens.',
      ],
    }),
    email_change_new: (shopName) => ({
      subject: 'Is this your new e-mail address?',
      before: [
        `this is to become the e-mail address of an account at ${shopName}.`,
        'If you wish so, agree here. The change takes effect once both addresses have agreed.',
      ],
      label: 'Use this address',
      after: ['The link is good for 24 hours.', 'If this was not you, do nothing: without the link nothing happens.'],
    }),
  },
}
