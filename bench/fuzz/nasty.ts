/** Texts that have broken something somewhere. None reads like an error of a database or of Node, which would look like a leak. */
export const nastyTexts: readonly string[] = [
  // what cannot be stored, cannot be seen, or turns what is around it
  ...['', ' ', '\t', '\0', 'a\0b', '\ud800', 'a\udfff', '\udc00\ud800', '\ufeff', '\u200b', '\u202e\u2066', '\u2028', '\u0085'],
  ...[
    '\x1b[31m',
    '\x7f',
    'a\nb',
    '\r\nx-injected: 1',
    'a\r\nBcc: x@evil.example',
    '\u0130\u0131\u017f\u212a',
    '\ufb03',
    '\uff21\uff20',
  ],
  // many bytes or marks in few characters, and lengths about the limits
  ...['🙂'.repeat(40), '👩‍👩‍👧‍👦', `e${'\u0301'.repeat(200)}`, 'مرحبا', 'שָׁלוֹם', '﷽'.repeat(50), 'Ω'.repeat(151), 'x'.repeat(150)],
  ...['x'.repeat(151), 'A'.repeat(1_025), 'x'.repeat(20_000), '🙂'.repeat(5_000)],
  // what means something to somebody behind us
  ...[
    "'; drop table customer; --",
    "' or 1=1 --",
    '"\\',
    '%',
    '_',
    '%00',
    '%s%n%d',
    '#{7*7}',
    '{{7*7}}',
    '<%= 7*7 %>',
    ']]>',
    '&amp;',
  ],
  ...[
    '$'.concat('{7*7}'),
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '=1+1',
    '@SUM(1)',
    '+1',
    '-1',
    '$argon',
  ],
  ...[
    '../../etc/passwd',
    '..\\..\\',
    'file:///etc/passwd',
    'http://169.254.169.254/',
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'],
  // texts for other types
  ...[
    'null',
    'undefined',
    'true',
    'NaN',
    '0',
    '-0',
    '1e999',
    '0x10',
    '9'.repeat(400),
    '2147483648',
    '-2147483649',
    '9007199254740993',
  ],
  ...['²', '٣', '2026-02-30', '0000-00-00', '99999-01-01', '1990-5-15', '05/15/1990', '-0001-01-01', '1990-05-15T00:00:00+14:00'],
  ...['2026-03-29T01:30:00Z', '01890000-0000-7000-8000-00000000000a', '00000000-0000-0000-0000-000000000000'],
  ...[
    'a@b.co',
    'a@b@c.de',
    'a,b@c.de',
    '"a b"@c.de',
    '<a@b.de>',
    'a@[127.0.0.1]',
    'a@xn--80ak6aa92e.com',
    'a@ドメイン.テスト',
    'a@b..de',
  ],
  ...['@', `a@${'b.'.repeat(200)}`],
  // words of the contracts, where they do not belong
  ...['HOME', 'VIP', 'NEWS', 'EMAIL', 'SE', 'SWE', 'EUR', '-', 'Male', 'delete', 'SecurePass@123', 'password', '12345678'],
]

export const nastyNumbers: readonly number[] = [
  ...[0, -0, 1, -1, 0.1, 1e308, -1e308, 5e-324, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53, 2 ** 53 + 2, 2 ** 63],
  ...[1e21, 1e100],
]

/** Values of JSON that are no text, or none where one was. */
export const nastyValues: readonly unknown[] = [
  ...[null, true, false, [], {}, [[]], [null], ['a'], [1, 'a', null, {}], { $gt: '' }, { a: { a: {} } }, { toString: 'a' }],
  ...[{ length: -1 }, Array(300).fill(0), Array(300).fill({})],
  Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, n])),
]

const nested = (depth: number, open: string, close: string, within = ''): string =>
  open.repeat(depth) + within + close.repeat(depth)

/** JSON, or nearly, that no value of ours is written as; it takes the place of a value. */
export const nastyJson: readonly string[] = [
  ...[
    '['.repeat(50),
    nested(40, '[', ']'),
    nested(200, '{"a":', '}', '1'),
    '9'.repeat(5_000),
    '-',
    '1.',
    '01',
    '.5',
    '1e',
    'NaN',
  ],
  ...[
    'Infinity',
    'undefined',
    "'a'",
    'True',
    'None',
    '"\\ud800"',
    '"\\ud83d\\ude42"',
    '"\\u0000"',
    '"\\x41"',
    '"\\',
    '"\n"',
    '"\0"',
  ],
  ...['\ufeff1', '/* a */ 1', '// a', '1,', '[1,]', '{,}', '{a:1}', '{"a":1,"a":2}', '{"__proto__":{"admin":true}}'],
  '{"constructor":{"prototype":{"admin":true}}}',
]

/** The same, so large that few are sent. */
export const hugeJson: readonly string[] = [
  '['.repeat(100_000),
  nested(100_000, '[', ']'),
  nested(20_000, '{"a":', '}', '1'),
  '9'.repeat(100_000),
  `{${Array.from({ length: 50_000 }, (_, n) => `"${n}":0`).join(',')}}`,
  `[${'0,'.repeat(100_000)}0]`,
  `"${'x'.repeat(900_000)}"`,
  `"${'\\u0041'.repeat(100_000)}"`,
]
