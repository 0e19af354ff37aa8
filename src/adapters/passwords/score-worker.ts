import { type Score, ZxcvbnFactory } from '@zxcvbn-ts/core'
import graphs from '@zxcvbn-ts/language-common/src/adjacencyGraphs.json' with { type: 'json' }
import passwords from '@zxcvbn-ts/language-common/src/passwords.json' with { type: 'json' }
import firstNames from '@zxcvbn-ts/language-en/src/firstnames.json' with { type: 'json' }
import { answerTasks, giveWay } from '../hashing/worker-thread.ts'

/** One message to a worker. */
export interface ScoreTask {
  readonly kind: 'score'
  readonly password: string
  readonly ownWords: readonly string[]
}

export interface ScoreOutcomes {
  score: Score
}

// 32 characters and 10 substitutions: 11 ms for the dearest of 4,000 odd passwords, where the usual 256 and 100 can take a
// second. The dictionaries of whole languages make a password five times as dear.
const maxLength = 32
const estimator = new ZxcvbnFactory({
  dictionary: { 'passwords-common': passwords, 'firstnames-en': firstNames },
  graphs,
  maxLength,
  l33tMaxSubstitutions: 10,
})

// Shorter parts than this, a country's domain for one, are in any password.
const shortestPart = 3

/** The words whole and in parts. Cut as the password is, or a long address would not be found in itself. */
const wordsIn = (ownWords: readonly string[]): string[] =>
  ownWords.flatMap((word) => [asTyped(word), ...partsOf(asTyped(word))]).map((word) => word.slice(0, maxLength))

const partsOf = (word: string): string[] => word.split(/[^\p{L}\p{M}\p{N}]+/u).filter((part) => part.length >= shortestPart)

/** Full-width and other compatible letters are guessed as those they stand for; so are accents, composed or not. */
const asTyped = (text: string): string => text.normalize('NFKC')

giveWay()
answerTasks(({ password, ownWords }: ScoreTask) => estimator.check(asTyped(password), wordsIn(ownWords)).score)
