import type { Locale } from '../../core/tenants/locale.ts'
import { catalogue } from './catalogue.ts'

const texts = catalogue({
  en: {
    score0: 'Guessed at once',
    score1: 'Guessed soon',
    score2: 'Not strong yet',
    score3: 'Good',
    score4: 'Very good',
  },
  de: {
    score0: 'Sofort erraten',
    score1: 'Bald erraten',
    score2: 'Noch nicht stark',
    score3: 'Gut',
    score4: 'Sehr gut',
  },
  fr: {
    score0: 'Deviné tout de suite',
    score1: 'Vite deviné',
    score2: 'Pas encore solide',
    score3: 'Bon',
    score4: 'Très bon',
  },
  es: {
    score0: 'Se adivina enseguida',
    score1: 'Se adivina pronto',
    score2: 'Todavía no es segura',
    score3: 'Buena',
    score4: 'Muy buena',
  },
})

const names = ['score0', 'score1', 'score2', 'score3', 'score4'] as const

/** How good a password of the score is, 0 to 4. */
export const strengthText = (score: number, locale: Locale): string => texts(locale)(names[score] ?? 'score0')
