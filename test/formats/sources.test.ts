import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSources } from '../../src/formats/open-sources.ts'
import { ofKind, readFiles, rejections, writeFiles } from '../support/written-files.ts'

const hash = '$2y$10$XlaAgnhxh2.ZWqAVqU80QehWIaFMh0SwXl4rTRxQglHMwg1gxzIvS'
const shop = { 'kunden.csv': `nr;mail;kennwort;vorname;is_active\n1;a@example.com;${hash};Ada;1\n` }
const map = ['customers.email=mail', 'password=kennwort', 'first_name=vorname', 'id=nr']

test('columns that are called otherwise are read under the names they are mapped to', async (t) => {
  const { rows, sources } = await readFiles(t, shop, { map })
  assert.deepEqual(rejections(rows), [])
  assert.deepEqual(
    ofKind(rows, 'customer').map(({ key, passwordHash, profile }) => [key, passwordHash, profile.email, profile.firstName]),
    [['1', hash, 'a@example.com', 'Ada']],
  )
  assert.deepEqual(sources.detected[0]?.ignored, [])
})

test('a mapping that is none, of nothing that is read, or of no column that is there, is refused with what there is', async (t) => {
  const paths = await writeFiles(t, shop)
  const refusal = (more: string) =>
    openSources(paths, { map: [...map, more] }).then(
      () => 'none',
      (error) => error.message,
    )
  assert.match(await refusal('email'), /^"email" maps nothing: write TABLE\.COLUMN=NAME/)
  assert.match(
    await refusal('customers.shoe_size=mail'),
    /^customers\.shoe_size is nothing that is read of django\. There is:\n {2}customers: id, email, /,
  )
  assert.match(await refusal('shoe_size=mail'), /There is:\n {2}profiles: .*\n {2}customers: .*\n {2}addresses: /)
  assert.equal(await refusal('last_name=nachname'), 'No file has a column nachname, which last_name was mapped to.')
})

test('what nobody knows is refused with the columns there are, and a system that is not read with those that are', async (t) => {
  const paths = await writeFiles(t, { 'a.csv': 'x,y\n1,2\n' })
  await assert.rejects(openSources(paths), {
    name: 'UnreadableSource',
    message: /a\.csv, a: x, y\n.*--map customers\.email=mail/,
  })
  await assert.rejects(openSources(paths, { system: 'magento' }), {
    message: /^magento is no system that is read\. There are: django, bagisto, singula/,
  })
})

test('an empty file is refused as one without a row', async (t) => {
  await assert.rejects(openSources(await writeFiles(t, { 'customers.csv': '' })), { message: /no row/ })
})

test('a system that is named is taken, though another would know more columns', async (t) => {
  const file = { 'customers.csv': 'id,email,password,first_name,status,is_active\n1,a@example.com,!,Ada,0,1\n' }
  const states = async (system: string) =>
    ofKind((await readFiles(t, file, { system })).rows, 'customer').map(({ profile }) => profile.state)
  assert.deepEqual([await states('bagisto'), await states('django')], [['deactivated'], ['active']])
})

test('the sample shows rows as they are, and nothing that is a secret by its name, its mapping or its looks', async (t) => {
  const secrets = { remember_token: 'r', api_token: 'a', 'weird column': hash, note: 'x'.repeat(100), bell: 'a\u0007b' }
  const { sources } = await readFiles(
    t,
    {
      'customers.csv': `nr,mail,kennwort,is_active,${Object.keys(secrets).join(',')}\n1,a@example.com,plain,1,${Object.values(secrets).join(',')}\n`,
    },
    { map: ['id=nr', 'email=mail', 'password=kennwort'] },
  )
  assert.deepEqual(sources.detected[0]?.sample, [
    {
      nr: '1',
      mail: 'a@example.com',
      kennwort: '(not shown)',
      is_active: '1',
      remember_token: '(not shown)',
      api_token: '(not shown)',
      'weird column': '(not shown)',
      note: `${'x'.repeat(59)}…`,
      bell: 'a b',
    },
  ])
  assert.deepEqual(sources.detected[0]?.ignored, Object.keys(secrets))
})

test('the rows can be read again, from the beginning', async (t) => {
  const sources = await openSources(await writeFiles(t, shop), { map })
  const keys = async () => {
    const found: string[] = []
    for await (const row of sources.rows) if (row.kind === 'customer') found.push(row.key)
    return found
  }
  assert.deepEqual([await keys(), await keys()], [['1'], ['1']])
})
