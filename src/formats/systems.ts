import { bagisto } from './bagisto/bagisto.ts'
import { django } from './django/django.ts'
import { patron } from './patron/patron.ts'
import { singula } from './singula/singula.ts'
import type { SourceSystem } from './source-system.ts'

/** Every system that customers can be taken from. */
export const sourceSystems: readonly SourceSystem[] = [django, bagisto, singula, patron]
