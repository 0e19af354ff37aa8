import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabases } from '../../support/databases.ts'
import { aSingulaCustomer, idIn, outcomeOf, type SingulaClient, startSingula, violationsIn } from '../../support/singula.ts'

type Answer = Readonly<Record<string, unknown>>

const company = (...companyConsents: readonly unknown[]) => ({ consents: { companyConsents } })
const third = (...thirdPartyConsents: readonly unknown[]) => ({ consents: { thirdPartyConsents } })
const terms = (consented: boolean): Answer => ({ consentId: 'TERMS', consented })
const news = (consented: boolean, ...contactMethods: readonly unknown[]): Answer => ({
  consentId: 'NEWS',
  consented,
  ...(contactMethods.length > 0 && { contactMethods }),
})
const partner = (consented: boolean): Answer => ({ consentId: 'PARTNER-1', consented })
const by = (code: unknown, consented: unknown = true) => ({ code, consented })

type Case = readonly [consents: unknown, outcome: string, violations?: readonly string[]]
const structural = '400/90055'

/** What is wrong with the form of consents, or with what they name; of creating. */
const refused: readonly Case[] = [
  ...['a', 5, true, [], ['a']].map((consents): Case => [consents, structural, ['consents type']]),
  ...['a', 5, true, {}].map((list): Case => [{ companyConsents: list }, structural, ['consents type']]),
  ...['a', 5, true, {}].map((list): Case => [{ thirdPartyConsents: list }, structural, ['consents type']]),
  ...['NEWS', 5, null, []].map((entry): Case => [company(entry).consents, structural, ['consents type']]),
  ...[undefined, null, '', ' ', true, 1.5, {}, 'a\0', 'a\ud800'].map(
    (consentId): Case => [company({ consentId, consented: true }).consents, structural],
  ),
  ...[undefined, null, 'true', 1, 0, {}, []].map(
    (consented): Case => [company({ consentId: 'NEWS', consented }).consents, structural],
  ),
  ...['EMAIL', 5, true, {}].map(
    (contactMethods): Case => [
      company({ consentId: 'NEWS', consented: true, contactMethods }).consents,
      structural,
      ['consents.contactMethods type'],
    ],
  ),
  ...[5, null, true, [], {}, { code: 'EMAIL' }, by('EMAIL', 'yes'), by('EMAIL', null), by(null), by(''), '', ' ', by(1.5)].map(
    (method): Case => [company(news(true, method)).consents, structural],
  ),
  [company(news(true, 'EMAIL', by('EMAIL', false))).consents, structural, ['consents.contactMethods unique']],
  [company(news(true), news(true)).consents, structural, ['consents unique']],
  [company(news(true), { consentId: ' NEWS ', consented: false }).consents, structural, ['consents unique']],
  [{ ...company(news(true)).consents, ...third(news(true)).consents }, structural, ['consents unique']],
  [company({ consentId: 7, consented: true }, { consentId: '7', consented: true }).consents, structural, ['consents unique']],
  ...[true, false].flatMap((consented): Case[] => [
    [company({ consentId: 'NOPE', consented }).consents, '404/90066', ['consents unknown']],
    [company({ consentId: 'news', consented }).consents, '404/90066'],
    [company({ consentId: 7, consented }).consents, '404/90066'],
    [company({ consentId: 'n'.repeat(300), consented }).consents, '404/90066'],
    [company({ consentId: '__proto__', consented }).consents, '404/90066'],
    [company(partner(consented)).consents, '404/90066'],
    [third(news(consented)).consents, '404/90066'],
    [company(news(consented, 'FAX')).consents, '404/90067', ['consents.contactMethods unknown']],
    [company(news(consented, by('FAX', false))).consents, '404/90067'],
    [company(news(consented, 'email')).consents, '404/90067'],
    [company(news(consented, '__proto__')).consents, '404/90067'],
    [company(news(consented, 'M'.repeat(300))).consents, '404/90067'],
  ]),
]

const told = async (client: SingulaClient, id: string): Promise<unknown> => (await client.found(id))['consents']

for (const database of testDatabases) {
  const { engine } = database
  test(`consents are asked for, kept and told as the contract says (${engine})`, async (t) => {
    const { alpha, gamma, clientOf } = await startSingula(t, database, {
      numbered: {
        consents: [{ consentId: '7', kind: 'company', mandatory: 'no', contactMethods: 'optional' }],
        contactMethods: ['EMAIL', '5'],
      },
    })
    const created = async (client: SingulaClient, consents: unknown) => {
      const reply = await client.create(aSingulaCustomer({ consents }))
      assert.equal(reply.status, 201, `${JSON.stringify(consents)}: ${reply.text}`)
      return idIn(reply)
    }

    await t.test('what is malformed or unknown is refused, on creation and on change', async () => {
      const id = await alpha.customer()
      for (const [consents, outcome, violations] of refused) {
        const what = JSON.stringify(consents)
        const reply = await alpha.create(aSingulaCustomer({ consents }))
        assert.equal(outcomeOf(reply), outcome, `${what}: ${reply.text.slice(0, 300)}`)
        if (violations) assert.deepEqual(violationsIn(reply), violations, what)
        assert.equal(outcomeOf(await alpha.update(id, { consents })), outcome === structural ? '400/400' : outcome, what)
      }
      assert.equal(await told(alpha, id), undefined)
    })

    await t.test('what is granted and declined is told in its list, as the tenant has it', async () => {
      const both = { ...company(news(false), terms(true)).consents, ...third(partner(true)).consents }
      assert.deepEqual(await told(alpha, await created(alpha, both)), {
        companyConsents: [terms(true), news(false)],
        thirdPartyConsents: [partner(true)],
      })
      const plain = company(news(true, 'EMAIL', ' SMS ', by('POST', false), by(' PHONE '))).consents
      assert.deepEqual(await told(alpha, await created(alpha, plain)), {
        companyConsents: [news(true, by('EMAIL'), by('SMS'), by('PHONE'), by('POST', false))],
      })
      for (const none of [{}, { companyConsents: null, thirdPartyConsents: null }, { companyConsents: [], unknown: [{}] }])
        assert.equal(await told(alpha, await created(alpha, none)), undefined)
      for (const empty of [null, []])
        assert.deepEqual(await told(alpha, await created(alpha, company({ ...news(true), contactMethods: empty }).consents)), {
          companyConsents: [news(true)],
        })
      const numbered = clientOf('numbered')
      for (const consentId of [7, '7'])
        assert.deepEqual(await told(numbered, await created(numbered, company({ consentId, consented: true }).consents)), {
          companyConsents: [{ consentId: '7', consented: true }],
        })
    })

    await t.test('what is mandatory has to be answered, or granted, and to name a way', async () => {
      const cases: readonly Case[] = [
        [undefined, '400/90037', ['consents acceptanceRequired', 'consents answerRequired']],
        [null, '400/90037'],
        [{}, '400/90037'],
        [company(terms(true)).consents, '400/90037', ['consents answerRequired']],
        [company(news(false)).consents, '400/90037', ['consents acceptanceRequired']],
        [company(terms(false), news(false)).consents, '400/90037', ['consents acceptanceRequired']],
        [company(terms(true), news(true)).consents, '400/90038', ['consents.contactMethods required']],
        [company(terms(true), news(true, by('EMAIL', false), by('SMS', false))).consents, '400/90038'],
        [company(terms(false), news(true)).consents, '400/90037'],
        [company(terms(true), news(false)).consents, '201'],
        [company(terms(true), news(false, by('EMAIL', false))).consents, '201'],
        [company(terms(true), news(true, 'EMAIL')).consents, '201'],
        [company(terms(true), news(true, by('EMAIL', false), by('SMS'))).consents, '201'],
        [{ ...company(terms(true), news(false)).consents, ...third(partner(true)).consents }, '201'],
      ]
      for (const [consents, outcome, violations] of cases) {
        const reply = await gamma.create(aSingulaCustomer({ consents }))
        assert.equal(outcomeOf(reply), outcome, `${JSON.stringify(consents)}: ${reply.text}`)
        if (violations) assert.deepEqual(violationsIn(reply), violations)
      }
    })

    await t.test('a change is added to what was said before, and asked about only where it speaks of consents', async () => {
      const id = await created(gamma, company(terms(true), news(true, 'EMAIL')).consents)
      const steps: readonly (readonly [change: Answer, outcome: string, after: readonly Answer[]])[] = [
        [{ firstName: 'Ada' }, '201', [terms(true), news(true, by('EMAIL'))]],
        [company(terms(false)), '400/90037', [terms(true), news(true, by('EMAIL'))]],
        [company(news(true, by('EMAIL', false))), '400/90038', [terms(true), news(true, by('EMAIL'))]],
        [company(news(true)), '201', [terms(true), news(true, by('EMAIL'))]],
        [company(news(true, by('EMAIL', false), 'SMS')), '201', [terms(true), news(true, by('EMAIL', false), by('SMS'))]],
        [company(news(false)), '201', [terms(true), news(false, by('EMAIL', false), by('SMS'))]],
        [company(terms(true)), '201', [terms(true), news(false, by('EMAIL', false), by('SMS'))]],
        [company(), '201', [terms(true), news(false, by('EMAIL', false), by('SMS'))]],
        [company(news(true)), '201', [terms(true), news(true, by('EMAIL', false), by('SMS'))]],
      ]
      for (const [change, outcome, after] of steps) {
        const reply = await gamma.update(id, change)
        assert.equal(outcomeOf(reply), outcome, `${JSON.stringify(change)}: ${reply.text}`)
        const { companyConsents } = (await told(gamma, id)) as { companyConsents: readonly Answer[] }
        assert.deepEqual(companyConsents, after, JSON.stringify(change))
      }
      assert.equal(outcomeOf(await gamma.update(id, third(partner(true)))), '201')
      assert.deepEqual(((await told(gamma, id)) as Record<string, unknown>)['thirdPartyConsents'], [partner(true)])
    })
  })
}
