import type { RetentionTerms } from '../../src/core/retention/term.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { outlivedRows } from '../../src/storage/expiry.ts'

const terms: RetentionTerms = { sessionDays: 1, messageDays: 30, eventDetailsDays: 90 }

/** Removes a batch of what has outlived these terms; a test has no more of it. */
export const removeOutlived = (engine: Engine) => outlivedRows(engine).removeSome(terms)

export const countOutlived = (engine: Engine) => outlivedRows(engine).count(terms)
