import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { answeringInTime } from '../../src/storage/answering-in-time.ts'
import type { Connection, Engine } from '../../src/storage/engine.ts'

const patience = { forConnection: 20, inAll: 40, forAnswer: 20, pause: 60_000 }
const noAnswer = { code: 'ETIMEDOUT' }
const never = new Promise<never>(() => {})

/** A database whose way can be broken without a word, for questions or for new connections too, with idle connections. */
function breakableEngine(idle = 0) {
  const state = { isSilent: false, refusesConnections: false, idle, asked: 0, closed: 0, givenBack: 0 }
  const connection: Connection = {
    script: async () => {},
    copyIn: async () => {},
    batch: () => (state.isSilent ? never : Promise.resolve([[]])),
    release(broken) {
      if (broken) state.closed += 1
      else state.givenBack += 1
    },
  }
  const engine: Engine = {
    name: 'postgresql',
    async connect() {
      state.asked += 1
      if (state.refusesConnections) await sleep(patience.forConnection * 2)
      state.idle = Math.max(0, state.idle - 1)
      return connection
    },
    figures: () => ({ total: state.idle, idle: state.idle, waiting: 0 }),
    close: async () => {},
  }
  return { engine, state }
}

test('a question without an answer is given up on, what nobody uses is closed, and nobody else finds out alone', async () => {
  const { engine, state } = breakableEngine(4)
  const prompt = answeringInTime(engine, patience)
  const connection = await prompt.connect()
  state.isSilent = true
  await assert.rejects(connection.batch([]), noAnswer)
  await sleep(0)
  assert.deepEqual([state.idle, state.closed], [0, 3])
  const { asked } = state
  await assert.rejects(prompt.connect(), noAnswer)
  assert.equal(state.asked, asked, 'nobody went to the database')
})

test('a connection that is dead among living ones is given up on alone', async () => {
  const { engine, state } = breakableEngine()
  const clock = { now: 1_000 }
  const prompt = answeringInTime(engine, patience, () => clock.now)
  const [dead, living] = [await prompt.connect(), await prompt.connect()]
  state.isSilent = true
  const given = assert.rejects(dead.batch([]), noAnswer)
  state.isSilent = false
  clock.now += patience.inAll - patience.forAnswer
  await living.batch([])
  clock.now += patience.forAnswer
  await given
  await (await prompt.connect()).batch([])
})

test('whoever was answered just before the way broke does not make it look sound', async () => {
  const { engine, state } = breakableEngine()
  const clock = { now: 1_000 }
  const prompt = answeringInTime(engine, patience, () => clock.now)
  const [first, last] = [await prompt.connect(), await prompt.connect()]
  state.isSilent = true
  const given = assert.rejects(first.batch([]), noAnswer)
  state.isSilent = false
  await last.batch([])
  state.isSilent = true
  clock.now += patience.inAll
  await given
  const { asked } = state
  await assert.rejects(prompt.connect(), noAnswer)
  assert.equal(state.asked, asked, 'nobody went to the database')
})

test('a connection that does not come is given up on, and handed back if it comes after all', async () => {
  const { engine, state } = breakableEngine()
  state.refusesConnections = true
  await assert.rejects(answeringInTime(engine, patience).connect(), noAnswer)
  await sleep(patience.forConnection * 2)
  assert.equal(state.givenBack, 1)
})

test('after the pause whoever comes is let at the database again', async () => {
  const { engine, state } = breakableEngine()
  const clock = { now: 1_000 }
  const prompt = answeringInTime(engine, patience, () => clock.now)
  const connection = await prompt.connect()
  state.isSilent = true
  await assert.rejects(connection.batch([]), noAnswer)
  state.isSilent = false
  await assert.rejects(prompt.connect(), noAnswer)
  clock.now += patience.pause
  await (await prompt.connect()).batch([])
})

test('the database in this process is what it is', () => {
  const engine: Engine = { ...breakableEngine().engine, name: 'pglite' }
  assert.equal(answeringInTime(engine, patience), engine)
})
