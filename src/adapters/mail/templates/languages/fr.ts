import type { Language } from '../words.ts'

export const french: Language = {
  greet: (name) => (name === undefined ? 'Bonjour,' : `Bonjour ${name},`),
  linkWrittenOut: 'Si le bouton ne fonctionne pas, ouvrez cette adresse :',
  words: {
    welcome: (shopName) => ({
      subject: `Bienvenue chez ${shopName}`,
      before: [`votre compte chez ${shopName} est prêt.`, 'Vous vous connectez avec cette adresse e-mail et votre mot de passe.'],
      after: ['Si vous n’avez pas ouvert ce compte, merci de prévenir la boutique.'],
    }),
    email_verification: (shopName) => ({
      subject: 'Merci de confirmer votre adresse e-mail',
      before: [`merci de confirmer que cette adresse e-mail appartient à votre compte chez ${shopName}.`],
      label: 'Confirmer l’adresse e-mail',
      after: [
        'Le lien est valable 24 heures.',
        'Si ce n’était pas vous, ne faites rien : sans le lien, l’adresse n’est pas confirmée.',
      ],
    }),
    known_address: (shopName) => ({
      subject: `Vous avez déjà un compte chez ${shopName}`,
      before: [
        `quelqu’un a voulu ouvrir un compte chez ${shopName} avec une adresse pour laquelle vous en avez déjà un.`,
        'Si c’était vous, connectez-vous avec votre mot de passe ou choisissez-en un nouveau.',
      ],
      label: 'Choisir un nouveau mot de passe',
      after: [
        'Le lien est valable 60 minutes et une seule fois. Vous pourrez ensuite en demander un autre à la boutique.',
        'Si ce n’était pas vous, ne faites rien : votre compte et votre mot de passe restent tels quels.',
      ],
    }),
    closed_account: (shopName) => ({
      subject: `Votre compte chez ${shopName}`,
      before: [
        `quelqu’un a voulu ouvrir un compte chez ${shopName} avec une adresse pour laquelle il en existe déjà un, qui est fermé.`,
        'Si c’était vous, écrivez à la boutique : elle peut rouvrir le compte.',
      ],
      after: ['Si ce n’était pas vous, il n’y a rien à faire.'],
    }),
    password_reset: (shopName) => ({
      subject: 'Choisir un nouveau mot de passe',
      before: [`un nouveau mot de passe a été demandé pour votre compte chez ${shopName}.`],
      label: 'Choisir un nouveau mot de passe',
      after: [
        'Le lien est valable 60 minutes et une seule fois.',
        'Si ce n’était pas vous, ne faites rien : votre mot de passe reste tel quel.',
      ],
    }),
    email_changed: (shopName) => ({
      subject: 'Votre adresse e-mail a été modifiée',
      before: [
        `votre compte chez ${shopName} a maintenant une autre adresse e-mail, et plus celle-ci.`,
        'Si c’était vous, il n’y a rien à faire. Sinon, annulez la modification.',
      ],
      label: 'Annuler la modification',
      after: ['Le lien est valable sept jours.'],
    }),
    new_address: (shopName) => ({
      subject: `Votre nouvelle adresse e-mail chez ${shopName}`,
      before: [`un compte chez ${shopName} a maintenant cette adresse e-mail.`, 'Si c’était vous, il n’y a rien à faire.'],
      after: ['Si vous n’y avez pas de compte, veuillez prévenir la boutique.'],
    }),
    email_change_undone: (shopName) => ({
      subject: 'La modification de votre adresse e-mail a été annulée',
      before: [
        `votre compte chez ${shopName} a de nouveau cette adresse e-mail.`,
        'L’ancien mot de passe ne fonctionne plus et tous les appareils sont déconnectés.',
      ],
      after: ['Si vous n’avez pas encore choisi de nouveau mot de passe, demandez-en un à la boutique.'],
    }),
    password_changed: (shopName) => ({
      subject: 'Votre mot de passe a été modifié',
      before: [`le mot de passe de votre compte chez ${shopName} a été modifié.`, 'Si c’était vous, il n’y a rien à faire.'],
      after: ['Si ce n’était pas vous, demandez tout de suite un nouveau mot de passe à la boutique.'],
    }),
    deletion_planned: (shopName, day) => ({
      subject: `Votre compte chez ${shopName} va être supprimé`,
      before: [
        `comme vous l’avez souhaité, votre compte chez ${shopName} sera supprimé le ${day}, avec tout ce qui y est conservé à votre sujet.`,
        'D’ici là, vous pouvez vous connecter comme avant et garder le compte si vous changez d’avis.',
      ],
      label: 'Garder le compte',
      after: ['Si ce n’était pas vous, gardez le compte et choisissez tout de suite un nouveau mot de passe.'],
    }),
    email_change_old: (shopName) => ({
      subject: 'Acceptez-vous une autre adresse e-mail ?',
      before: [
        `quelqu’un qui est connecté à votre compte chez ${shopName} veut lui donner une autre adresse e-mail.`,
        'Si c’était vous, acceptez ici. La modification prend effet dès que les deux adresses l’ont acceptée.',
      ],
      label: 'Accepter la modification',
      after: [
        'Le lien est valable 24 heures.',
        'Si ce n’était pas vous, n’acceptez pas et changez tout de suite de mot de passe : sans le lien, rien ne se passe.',
      ],
    }),
    email_change_new: (shopName) => ({
      subject: 'Est-ce votre nouvelle adresse e-mail ?',
      before: [
        `cette adresse doit devenir celle d’un compte chez ${shopName}.`,
        'Si vous le souhaitez, acceptez ici. La modification prend effet dès que les deux adresses l’ont acceptée.',
      ],
      label: 'Utiliser cette adresse',
      after: ['Le lien est valable 24 heures.', 'Si ce n’était pas vous, ne faites rien : sans le lien, rien ne se passe.'],
    }),
  },
}
