import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { codes } from 'currency-codes'
import { todayIn } from '../../src/adapters/clock/today.ts'
import { alpha2Of, alpha3Of } from '../../src/adapters/reference/countries.ts'
import { isCurrency } from '../../src/adapters/reference/currencies.ts'

const words = ['', 'constructor', '__proto__', 'toString', 'EU', 'euro', ' EUR', 'EUR ', '978']

test('a currency is a code of ISO 4217 as it stands, in upper case', () => {
  for (const code of ['SEK', 'EUR', 'USD', 'JPY', 'ZWG', 'SLE', 'VED', 'XCG', 'XAD', 'XAU', 'XXX'])
    assert.equal(isCurrency(code), true, code)
  for (const code of ['sek', 'Eur', 'XYZ', 'BTC', ...words]) assert.equal(isCurrency(code), false, code)
})

test('currencies that are gone are none', () => {
  for (const code of ['ANG', 'BGN', 'CUC', 'HRK', 'SLL', 'ZWL', 'DEM', 'LTL', 'MRO', 'STD', 'VEF', 'BYR'])
    assert.equal(isCurrency(code), false, code)
})

test('what we add to the list of currencies is not in it yet, and what we take from it still is', () => {
  for (const code of ['XCG', 'XAD']) assert.equal(codes().includes(code), false, code)
  for (const code of ['ANG', 'BGN', 'CUC']) assert.equal(codes().includes(code), true, code)
})

test('a country is found by two letters or three, and its three by its two', () => {
  for (const [alpha2, alpha3] of [
    ['SE', 'SWE'],
    ['DE', 'DEU'],
    ['GB', 'GBR'],
    ['US', 'USA'],
    ['ZA', 'ZAF'],
    ['CI', 'CIV'],
    ['SS', 'SSD'],
  ] as const) {
    assert.equal(alpha2Of(alpha3), alpha2)
    assert.equal(alpha2Of(alpha2), alpha2)
    assert.equal(alpha3Of(alpha2), alpha3)
  }
  for (const code of ['sw', 'swe', 'Swe', 'UK', 'XX', 'XXX', 'AN', 'YUG', ...words]) assert.equal(alpha2Of(code), undefined, code)
  for (const code of ['SWE', 'se', 'UK', ...words]) assert.equal(alpha3Of(code), undefined, code)
})

test('lists are read at their first use', () => {
  const [countries, currencies] = ['countries', 'currencies'].map(
    (name) => new URL(`../../src/adapters/reference/${name}.ts`, import.meta.url).href,
  )
  const source = `
    const { createRequire } = await import('node:module')
    const read = () => Object.keys(createRequire('/').cache).length
    const [{ alpha2Of }, { isCurrency }] = await Promise.all([import(${JSON.stringify(countries)}), import(${JSON.stringify(currencies)})])
    const before = read()
    console.log(before, alpha2Of('SWE'), isCurrency('SEK'), read() > before)`
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { encoding: 'utf8', timeout: 60_000 })
  assert.deepEqual([ended.stdout, ended.stderr], ['0 SE true true\n', ''])
})

test('the day is that of the place, across the date line and when clocks change', () => {
  const at = (zone: string, instant: string) => todayIn(zone, new Date(instant))
  assert.equal(at('UTC', '2026-11-22T23:59:59.999Z'), '2026-11-22')
  assert.equal(at('Europe/Stockholm', '2026-11-22T23:00:00Z'), '2026-11-23')
  assert.equal(at('Europe/Stockholm', '2026-11-22T22:59:59Z'), '2026-11-22')
  assert.equal(at('Europe/Stockholm', '2026-06-30T22:00:00Z'), '2026-07-01')
  assert.equal(at('Pacific/Kiritimati', '2026-11-22T10:00:00Z'), '2026-11-23')
  assert.equal(at('America/Adak', '2026-01-01T09:59:00Z'), '2025-12-31')
  assert.equal(at('Asia/Riyadh', '2026-03-01T12:00:00Z'), '2026-03-01') // whatever calendar is usual there
  assert.equal(at('Asia/Bangkok', '0985-02-03T12:00:00Z'), '0985-02-03')
  assert.throws(() => at('Mars/Olympus', '2026-11-22T00:00:00Z'), RangeError)
})
