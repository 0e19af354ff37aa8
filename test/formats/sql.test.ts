import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofKind, readFiles, rejections } from '../support/written-files.ts'

const created = `CREATE TABLE \`customers\` (
  \`id\` int unsigned NOT NULL AUTO_INCREMENT,
  \`first_name\` varchar(255) COLLATE utf8mb4_unicode_ci NOT NULL COMMENT 'it''s, (a) name\\'',
  \`email\` varchar(255) DEFAULT NULL,
  \`password\` varchar(255) DEFAULT NULL,
  \`status\` tinyint(1) NOT NULL DEFAULT '1',
  \`is_suspended\` bit(1) NOT NULL DEFAULT b'0',
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`customers_email_unique\` (\`email\`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4;`

const mysqldump = (rows: string) => `/*M!999999\\- enable the sandbox mode */
-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
--
-- Host: localhost    Database: shop; it's one
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
DROP TABLE IF EXISTS \`customers\`;
${created}
LOCK TABLES \`customers\` WRITE;
/*!40000 ALTER TABLE \`customers\` DISABLE KEYS */;
${rows}
/*!40000 ALTER TABLE \`customers\` ENABLE KEYS */;
UNLOCK TABLES;
DELIMITER ;;
/*!50003 CREATE TRIGGER t BEFORE INSERT ON customers FOR EACH ROW BEGIN
  INSERT INTO customers VALUES (NEW.id); END */;;
DELIMITER ;
-- Dump completed on 2026-01-31 12:00:00
`
const told = (rows: Awaited<ReturnType<typeof readFiles>>['rows']) =>
  ofKind(rows, 'customer').map(({ key, profile }) => [key, profile.firstName, profile.email, profile.state].join(' '))

test('what mysqldump writes is read: many rows in one statement, with every escape', async (t) => {
  const rows = `INSERT INTO \`customers\` VALUES (1,'O\\'Brien; \\"x\\" (y), z','a@example.com','$2y$10$x',1,_binary '\\0'),(2,'a''b\\\\',0x6240782E6465,NULL,0,0x00),
(3,'l1\\nl2\\tü\\Z\\%','c@example.com','',1,_binary '\x01'),(-4,X'c3a4',_utf8mb4'd@example.com',NULL,TRUE,b'1');`
  const read = await readFiles(t, { 'shop.sql': mysqldump(rows) })
  assert.deepEqual(told(read.rows), [
    '1 O\'Brien; "x" (y), z a@example.com active',
    "2 a'b\\ b@x.de deactivated",
    '3 l1\nl2\tü\x1a% c@example.com suspended',
    '-4 ä d@example.com suspended',
  ])
  assert.deepEqual(rejections(read.rows), [])
  assert.equal(ofKind(read.rows, 'customer')[0]?.passwordHash, '$2y$10$x')
})

test('what phpMyAdmin writes is read: columns in their own order, a row a line, comments between', async (t) => {
  const dump = `-- phpMyAdmin SQL Dump
-- version 5.2.1
SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
--
-- Dumping data for table \`customers\`
--
INSERT INTO \`shop\`.\`customers\` (\`email\`, \`id\`, \`is_suspended\`, \`first_name\`, \`password\`) VALUES
('a@example.com', 1, b'0', 'Ada', NULL),
('b@example.com', 2, b'1', 'Bob; --', '');
# and once more
INSERT INTO \`customers\` (\`email\`, \`id\`, \`is_suspended\`, \`first_name\`, \`password\`) VALUES
('c@example.com', 3, b'0', '/* C */', NULL)
ON DUPLICATE KEY UPDATE \`first_name\` = VALUES(\`first_name\`);
COMMIT;
`
  const { rows } = await readFiles(t, { 'shop.sql': dump })
  assert.deepEqual(told(rows), ['1 Ada a@example.com ', '2 Bob; -- b@example.com suspended', '3 /* C */ c@example.com '])
  assert.deepEqual(rejections(rows), [])
})

test('a row of PostgreSQL has no escapes, and its COPY has its own', async (t) => {
  const dump = `--
-- PostgreSQL database dump
--
\\restrict abc
SET standard_conforming_strings = on;
CREATE TABLE public.customers_customer (
    id bigint NOT NULL,
    password character varying(128) NOT NULL
);
COPY public.customers_customer (id, password, last_login, is_active, first_name, last_name, email) FROM stdin;
1\t!x\t2024-01-01 10:00:00.5+02\tt\tA"d"a\tNULL\ta@example.com
2\t!x\t\\N\tf\tB\\tb\\\\\tL\tb@example.com
\\.
INSERT INTO public.customers_customer (id, password, is_active, first_name, email) VALUES (3, '!', true, 'C\\', 'c@example.com');
--
-- PostgreSQL database dump complete
--
`
  const { rows } = await readFiles(t, { 'shop.sql': dump })
  assert.deepEqual(told(rows), [
    '1 A"d"a a@example.com active',
    '2 B\tb\\ b@example.com deactivated',
    '3 C\\ c@example.com active',
  ])
  assert.deepEqual(rejections(rows), [])
  const [ada] = ofKind(rows, 'customer')
  assert.deepEqual([ada?.profile.lastName, ada?.profile.lastSignInAt?.toISOString()], ['NULL', '2024-01-01T08:00:00.500Z'])
})

test('what is no value costs its row, what is no list of values its statement', async (t) => {
  const rows = `INSERT INTO \`customers\` VALUES (1,NOW(),'a@example.com','(',1,b'0'),(2,'B','b@example.com',NULL,1),(3,'C','c@example.com',NULL,1,b'0');
INSERT INTO customers SELECT * FROM others;
INSERT INTO \`customers\` VALUES (4,'D','d@example.com',NULL,1,b'0');`
  const read = await readFiles(t, { 'shop.sql': mysqldump(rows) })
  assert.deepEqual(told(read.rows), ['3 C c@example.com active', '4 D d@example.com active'])
  assert.deepEqual(rejections(read.rows), [
    'shop.sql:1 row: A row of customers holds something that is no value.',
    'shop.sql:2 row: The row of customers has 5 values and not 6.',
    'shop.sql:4 row: An INSERT statement is not understood, and none of it is read.',
  ])
})

test('a dump that breaks off, in a row or between two, is read as far as it goes', async (t) => {
  const whole = mysqldump(
    "INSERT INTO `customers` VALUES (1,'A','a@example.com',NULL,1,b'0'),(2,'B','b@example.com',NULL,1,b'0');",
  )
  for (const until of ["'B'", ",(2,'B'", '\nUNLOCK', '-- Dump completed']) {
    const { rows } = await readFiles(t, { 'shop.sql': whole.slice(0, whole.indexOf(until)) })
    assert.equal(told(rows)[0], '1 A a@example.com active')
    assert.match(rejections(rows).join('; '), /^shop\.sql:\d row: The dump breaks off here: its end is missing\.$/, until)
  }
})

test('rows whose columns nobody names are told and not guessed', async (t) => {
  const dump =
    "INSERT INTO `customers` VALUES (1,'A');\nINSERT INTO `addresses` (`customer_id`, `address_type`, `postcode`) VALUES (1, 'customer', '1');\n"
  const { rows } = await readFiles(t, { 'shop.sql': dump })
  assert.deepEqual(rejections(rows), [
    'shop.sql:1 row: Nothing says what the columns of customers are called: dump it with its CREATE TABLE.',
  ])
})

test('rows are read wherever a piece of the dump ends', async (t) => {
  const count = 5000
  const values = Array.from(
    { length: count },
    (_, index) => `(${index + 1},'N\\'${'é'.repeat(index % 89)}','u${index}@example.com','a\\\\',1,b'0')`,
  )
  const { rows } = await readFiles(t, { 'shop.sql': mysqldump(`INSERT INTO \`customers\` VALUES ${values.join(',')};`) })
  assert.deepEqual(rejections(rows), [])
  assert.deepEqual(
    ofKind(rows, 'customer').map(({ profile }) => profile.firstName?.length),
    values.map((_, index) => 2 + (index % 89)),
  )
})
