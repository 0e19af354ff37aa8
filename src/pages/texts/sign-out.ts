import { catalogue } from './catalogue.ts'

export const signOutTexts = catalogue({
  en: { title: 'Sign out', text: 'You are signed in on this device.', button: 'Sign out' },
  de: { title: 'Abmelden', text: 'Sie sind auf diesem Gerät angemeldet.', button: 'Abmelden' },
  fr: { title: 'Se déconnecter', text: 'Vous êtes connecté sur cet appareil.', button: 'Se déconnecter' },
  es: { title: 'Cerrar sesión', text: 'Ha iniciado sesión en este dispositivo.', button: 'Cerrar sesión' },
})
