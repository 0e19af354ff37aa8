import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Admission } from '../../src/adapters/hashing/admission.ts'
import type { HashLane } from '../../src/core/credentials/hashing.ts'
import { Trouble, type TroubleValue } from '../../src/violations/trouble.ts'

/** One worker, hashes of 100 ms, ten of which are let in, and a clock that stands still until `pass` is called. */
function anAdmission({ deadlineMilliseconds = 1430, workers = 1 } = {}) {
  let nowMilliseconds = 0
  const late: string[] = []
  const now = () => nowMilliseconds
  const refuse = (job: string) => late.push(job)
  const admission = new Admission<string>({ workers, deadlineMilliseconds, firstGuessMilliseconds: 100, now, refuse })
  const pass = (milliseconds: number) => {
    nowMilliseconds += milliseconds
  }
  const enter = (lane: HashLane, count: number) => {
    for (let number = 1; number <= count; number += 1) admission.enter(`${lane} ${number}`, lane)
  }
  const turns = (count: number) => Array.from({ length: count }, () => admission.next()?.job ?? 'nothing')
  return { admission, late, pass, enter, turns }
}

/** What asking for one more hash in the lane is told; undefined when it is let in. */
function refusal(admission: Admission<string>, lane: HashLane): TroubleValue | undefined {
  try {
    admission.admit(lane)
    return undefined
  } catch (error) {
    assert.ok(error instanceof Trouble)
    return error.value
  }
}

const count = (jobs: string[], lane: HashLane) => jobs.filter((job) => job.startsWith(lane)).length

test('as many hashes are let in as fill seven tenths of the deadline, and the next one is refused at once', () => {
  const { admission, enter } = anAdmission()
  enter('registration', 10)
  assert.throws(() => admission.enter('one too many', 'registration'), { message: 'busy' })
  assert.equal(admission.figures().waiting.registration, 10)
  assert.equal(admission.figures().refused, 1)
})

test('twice the workers let twice the hashes in', () => {
  const { admission, enter } = anAdmission({ workers: 2 })
  enter('registration', 19) // the last is done after nine rounds of two and its own 100 ms
  assert.equal(refusal(admission, 'registration')?.code, 'busy')
})

test('whoever is refused is told to come back when the queue is worked off, and never before a second has passed', () => {
  const long = anAdmission({ deadlineMilliseconds: 14_300 })
  long.enter('registration', 100)
  assert.deepEqual(refusal(long.admission, 'registration'), { code: 'busy', retryAfterSeconds: 11 })
  const short = anAdmission({ deadlineMilliseconds: 290 })
  short.enter('registration', 2)
  assert.deepEqual(refusal(short.admission, 'registration'), { code: 'busy', retryAfterSeconds: 1 })
})

test('a flood of registrations leaves the door open for sign-ins, which come to their turn at once', () => {
  const { admission, enter, turns } = anAdmission()
  enter('registration', 10)
  assert.equal(refusal(admission, 'registration')?.code, 'busy')
  enter('sign_in', 1)
  assert.ok(turns(2).includes('sign_in 1'))
})

test('sign-ins and registrations share evenly, and imports live on what they leave without ever standing still', () => {
  const { enter, turns } = anAdmission({ deadlineMilliseconds: 100_000 })
  enter('import', 50)
  enter('sign_in', 50)
  enter('registration', 50)
  const served = turns(34)
  assert.deepEqual([count(served, 'sign_in'), count(served, 'registration'), count(served, 'import')], [16, 16, 2])
})

test('imports have every turn while nobody else wants one', () => {
  const { enter, turns } = anAdmission()
  enter('import', 10)
  assert.equal(count(turns(10), 'import'), 10)
  assert.deepEqual(turns(1), ['nothing'])
})

test('a lane without work saves up no turns for later', () => {
  const { enter, turns } = anAdmission({ deadlineMilliseconds: 100_000 })
  enter('registration', 200)
  turns(100)
  enter('sign_in', 50)
  turns(1)
  assert.equal(count(turns(20), 'sign_in'), 10)
})

test('the same lane is served in the order of arrival', () => {
  const { enter, turns } = anAdmission()
  enter('sign_in', 3)
  assert.deepEqual(turns(3), ['sign_in 1', 'sign_in 2', 'sign_in 3'])
})

test('a hash that waited past its deadline is refused rather than made', () => {
  const { enter, turns, pass, late } = anAdmission()
  enter('registration', 2)
  pass(800)
  enter('registration', 1)
  pass(700)
  assert.deepEqual(turns(2), ['registration 1', 'nothing'])
  assert.deepEqual(late, ['registration 1', 'registration 2'])
})

test('a hash that its worker would begin past the deadline, after others it was given, is refused rather than made', () => {
  const { admission, enter, pass, late } = anAdmission()
  enter('registration', 2)
  pass(700)
  assert.equal(admission.next(7)?.job, 'registration 1')
  assert.equal(admission.next(8), undefined)
  assert.deepEqual(late, ['registration 2'])
})

test('a queue that was let in is hashed to its end when the machine slows down by a fifth', () => {
  const { enter, turns, pass, late } = anAdmission()
  enter('registration', 10)
  for (let hash = 0; hash < 10; hash += 1) {
    assert.notDeepEqual(turns(1), ['nothing'])
    pass(120)
  }
  assert.deepEqual([turns(1), late], [['nothing'], []])
})

test('whoever was let in at the door has a place that nobody else takes', () => {
  const { admission, enter } = anAdmission()
  enter('registration', 8)
  admission.admit('registration')
  admission.admit('registration')
  assert.equal(refusal(admission, 'registration')?.code, 'busy')
  enter('registration', 2)
  assert.throws(() => enter('registration', 1), { message: 'busy' })
})

test('a place is kept for a tenth of the deadline: whoever sends a body slowly does not keep others out', () => {
  const { admission, enter, pass } = anAdmission()
  enter('registration', 9)
  admission.admit('registration')
  pass(143)
  assert.equal(refusal(admission, 'registration')?.code, 'busy')
  pass(1)
  enter('registration', 1)
  assert.equal(admission.figures().waiting.registration, 10)
})

test('a place that is kept in one lane takes none from the others', () => {
  const { admission, enter } = anAdmission()
  for (let place = 0; place < 3; place += 1) admission.admit('sign_in')
  enter('registration', 10)
  enter('sign_in', 1)
  assert.deepEqual(admission.figures().waiting, { sign_in: 1, registration: 10, import: 0 })
})

test('fewer hashes are let in when the machine turns out slower than thought, and more when it is faster', () => {
  const { admission, enter, turns } = anAdmission()
  const measure = (milliseconds: number) => {
    for (let hash = 0; hash < 100; hash += 1) {
      admission.enter('measured', 'sign_in')
      turns(1)
      admission.finished(milliseconds)
    }
  }
  measure(400)
  enter('registration', 2)
  assert.equal(refusal(admission, 'registration')?.code, 'busy')
  turns(2)
  admission.finished()
  admission.finished()
  measure(10)
  enter('registration', 90)
  assert.equal(refusal(admission, 'registration'), undefined)
})

test('after a slow spell an idle server takes the next hash, whatever the average says', () => {
  const { admission, enter, turns } = anAdmission()
  enter('sign_in', 1)
  turns(1)
  admission.finished(3_600_000)
  assert.equal(refusal(admission, 'sign_in'), undefined)
  enter('sign_in', 1)
  assert.equal(refusal(admission, 'sign_in')?.code, 'busy')
})

test('a hash that was handed out and not begun is the first of its lane again, with the deadline it had', () => {
  const { admission, enter, turns, pass, late } = anAdmission()
  enter('sign_in', 2)
  const ticket = admission.next()
  assert.ok(ticket)
  admission.putBack(ticket)
  assert.deepEqual(turns(1), ['sign_in 1'])
  admission.putBack(ticket)
  pass(1431)
  assert.deepEqual(turns(1), ['nothing'])
  assert.deepEqual(late, ['sign_in 1', 'sign_in 2'])
})
