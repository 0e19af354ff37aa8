import { catalogue } from './catalogue.ts'

/** What leads from one of the pages around signing in to another. */
export const entranceTexts = catalogue({
  en: {
    signIn: 'Sign in',
    signUp: 'Create an account',
    haveAccount: 'Do you have an account already?',
    noAccount: 'No account yet?',
    forgot: 'Forgot your password, or have none yet?',
    toShop: 'Back to the shop',
  },
  de: {
    signIn: 'Anmelden',
    signUp: 'Konto anlegen',
    haveAccount: 'Haben Sie schon ein Konto?',
    noAccount: 'Noch kein Konto?',
    forgot: 'Passwort vergessen oder noch keines?',
    toShop: 'Zurück zum Shop',
  },
  fr: {
    signIn: 'Se connecter',
    signUp: 'Créer un compte',
    haveAccount: 'Vous avez déjà un compte ?',
    noAccount: 'Pas encore de compte ?',
    forgot: 'Mot de passe oublié, ou pas encore défini ?',
    toShop: 'Retour à la boutique',
  },
  es: {
    signIn: 'Iniciar sesión',
    signUp: 'Crear una cuenta',
    haveAccount: '¿Ya tiene una cuenta?',
    noAccount: '¿Todavía no tiene cuenta?',
    forgot: '¿Ha olvidado la contraseña o aún no tiene?',
    toShop: 'Volver a la tienda',
  },
})
