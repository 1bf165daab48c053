import { codeLines, type Detector, type Entry, type Hit } from './detector.ts';
import type { Line, Reading, Run } from './reading.ts';
import { ABOUT } from './words.ts';

const answer = 'Show that the table is empty or not read by what runs now, or split the step in two releases.';

const entries = {
  drop: { area: 'migration', level: 'high', why: 'A column or a table is dropped.', answer },
  'drop-values': {
    area: 'data',
    level: 'critical',
    why: 'Stored values about money, credentials or permissions are dropped or rewritten.',
    answer,
  },
  rename: {
    area: 'migration',
    level: 'high',
    why: 'A column or a table gets another name under code that still runs.',
    answer,
  },
  retype: {
    area: 'migration',
    level: 'high',
    why: 'A column changes its type or its rules for rows that exist.',
    answer,
  },
  tighten: {
    area: 'migration',
    level: 'high',
    why: 'Existing rows must now satisfy NOT NULL, a check or a unique rule.',
    answer,
  },
  'locking-index': {
    area: 'migration',
    level: 'high',
    why: 'An index is built on an existing table and holds its writers up.',
    answer: 'Build it concurrently, or show that the table is small.',
  },
  rewrite: { area: 'migration', level: 'high', why: 'Existing rows are changed or deleted.', answer },
  additive: {
    area: 'migration',
    level: 'medium',
    why: 'The schema grows without touching existing rows.',
    answer: 'Nothing to show: it is medium by its nature.',
  },
  old: {
    area: 'migration',
    level: 'high',
    why: 'A migration that may have run already is edited.',
    answer: 'Show that it has run nowhere.',
  },
  other: {
    area: 'migration',
    level: 'medium',
    why: 'A migration does something that is not one of the known steps.',
    answer,
  },
} as const satisfies Record<string, Entry>;

type Name = keyof typeof entries;

/** First match wins; the milder readings that look like a worse one stand before it. */
const STEPS: readonly (readonly [Name, RegExp])[] = [
  [
    'additive',
    /drop_?index|remove_?index|RemoveIndex|DROP INDEX|dropIndex|drop_?constraint|remove_foreign_key|drop_?foreign|RemoveConstraint|DROP CONSTRAINT|dropUnique|change_column_default|SET DEFAULT|DROP DEFAULT|DROP NOT NULL|AddIndexConcurrently|change_column_comment|validate_foreign_key/i,
  ],
  [
    'drop',
    /\bdrop\s+(?:table|column|view|type|schema)\b|drop_table|remove_columns?\b|removeColumn|dropColumns?\b|dropTable|RemoveField|DeleteModel|drop_column|remove_reference|remove_belongs_to|remove_timestamps|dropIfExists|dropSchema|ALTER TABLE .{0,80} DROP /i,
  ],
  [
    'rename',
    /rename_(?:column|table|index|enum)|RENAME\s+(?:TO|COLUMN)|renameColumn|renameTable|RenameField|RenameModel|AlterModelTable|RenameIndex/i,
  ],
  [
    'tighten',
    /change_column_null.{0,80}false|SET NOT NULL|\bnullable\s*=\s*False\b.{0,40}existing|unique:\s*true|\bUNIQUE\b|unique\s*=\s*True|UniqueConstraint|unique_together|AddConstraint|CreateIndex\(.{0,200}unique|\.unique\(|add_check_constraint|ADD CHECK|createUniqueIndex|unique:\s*true/i,
  ],
  ['locking-index', /add_index|CREATE INDEX|AddIndex|createIndex|create_index|->index\(|addIndex|CreateIndex/i],
  [
    'retype',
    /change_column\b|ALTER COLUMN .{0,80}TYPE|alter_column|AlterField|changeColumn|MODIFY (?:COLUMN )?\S|AlterColumn|->change\(\)|change_table|MODIFY COLUMN|alterTable|\.alter\(\)/i,
  ],
  [
    'rewrite',
    /\bUPDATE\s+["'`\w.]{1,80}\s+(?:\w{1,20}\s+)?SET\b|DELETE FROM|update_all|delete_all|destroy_all|RunPython|find_each|in_batches|\.update\(|->update\(|\.delete\(|->delete\(|updateMany|deleteMany|bulk_update|TRUNCATE|\.save\(|INSERT INTO .{0,200}SELECT/i,
  ],
  [
    'additive',
    /create_table|CREATE TABLE|CreateModel|createTable|AddField|add_column|addColumn|ADD COLUMN|add_reference|Schema::create|CREATE (?:TYPE|VIEW|SEQUENCE|EXTENSION)|INSERT INTO|insert\(|AddColumn|CreateTable|ADD VALUE|add_foreign_key|t\.\w{2,20} ["':]|\$table->|ALTER TABLE .{0,80} ADD /i,
  ],
];

const NOT_NULL = /null:\s*false|NOT NULL|nullable:\s*false|nullable\s*=\s*False|nonNull|\.notNullable\(/i;
const HAS_DEFAULT = /default|DEFAULT|nullable\(\)|null\s*=\s*True/;
const ADDS_COLUMN = /add_column|addColumn|ADD COLUMN|AddColumn|add_reference/i;
const ONLINE = /CONCURRENTLY|concurrently|ONLINE|postgresql_concurrently|AddIndexConcurrently/;
const CREATES =
  /(?:create_table|CREATE TABLE(?: IF NOT EXISTS)?|createTable|Schema::create|op\.create_table|CreateTable|CreateModel)[\s(:"'`[]{0,6}(?:name:\s*|name=)?[\s"'`]{0,4}([\w.]{1,80})/i;
const DOWN =
  /\bdef down\b|\bfunction down\b|\bdown\s*\(|\bDown\(|exports\.down|downgrade\(|\+goose Down|--\s*(?:@?down|rollback|@UNDO)|\basync down\b|-- migrate:down|fun rollback/i;
const UP = /\bdef (?:up|change)\b|\bup\s*\(|\bUp\(|exports\.up|upgrade\(|\+goose Up|--\s*@?up\b/i;
const ALTERS = /Schema::table|change_table|alterTable|ALTER TABLE|schema\.(?:table|alterTable)|AlterTable|alter_table/i;
const DEAR = ABOUT.money | ABOUT.provider | ABOUT.permission | ABOUT.signIn | ABOUT.crypto;
const CHOICES_ONLY = /choices\s*=|verbose_name|help_text|validators=/;

/** The step a line takes, given the tables that this same migration makes. */
const stepOf = (line: Line, made: ReadonlySet<string>, creating: boolean): Name | undefined => {
  const text = line.text.slice(0, 600);
  const found = STEPS.find(([, pattern]) => pattern.test(text))?.[0];
  if (found === undefined) return undefined;
  if (
    (found === 'locking-index' || found === 'tighten') &&
    (creating || onMade(text, made) || /CREATE TABLE|create_table|models\.\w|sa\.Column/.test(text))
  )
    return 'additive';
  if (found === 'locking-index' && ONLINE.test(text)) return 'additive';
  if (found === 'tighten' && /RunSQL|reverse/.test(text)) return 'other';
  if (found === 'additive' && ADDS_COLUMN.test(text) && NOT_NULL.test(text) && !HAS_DEFAULT.test(text))
    return 'tighten';
  return found === 'retype' && CHOICES_ONLY.test(text) ? 'additive' : found;
};

/** A model's field that is altered is spelt over several lines; only the last says what is new about it. */
const alteredField = (line: Line, run: Run): Name => {
  const at = run.added.indexOf(line);
  const rest = run.added
    .slice(at, at + 6)
    .map((one) => one.text.slice(0, 600))
    .join(' ');
  if (/unique\s*=\s*True/.test(rest)) return 'tighten';
  return CHOICES_ONLY.test(rest) || /null\s*=\s*True|on_delete|default\s*=/.test(rest) ? 'additive' : 'retype';
};

const onMade = (text: string, made: ReadonlySet<string>): boolean => {
  for (const table of made) if (text.includes(table)) return true;
  return false;
};

const madeIn = (reading: Reading): Set<string> => {
  const made = new Set<string>();
  for (const run of reading.runs)
    for (const line of run.added) {
      const table = CREATES.exec(line.text.slice(0, 300))?.[1];
      if (table !== undefined && made.size < 200) made.add(table);
    }
  return made;
};

const look = (reading: Reading): readonly Hit[] => {
  if (reading.place.layer !== 'migration' || /(?:^|[._/-])down\.sql$|rollback/i.test(reading.file.path.slice(-200)))
    return [];
  if (reading.file.status === 'deleted' || (reading.file.status === 'renamed' && reading.live === 0)) return [];
  const made = madeIn(reading);
  const hits: Hit[] = [];
  let down = false;
  let creating = false;
  for (const [line, run] of codeLines(reading)) {
    if (UP.test(line.text.slice(0, 200))) down = false;
    else if (DOWN.test(line.text.slice(0, 200))) down = true;
    if (down || !line.added) continue;
    if (CREATES.test(line.text.slice(0, 300))) creating = true;
    else if (ALTERS.test(line.text.slice(0, 300))) creating = false;
    const step = stepOf(line, made, creating);
    const name = step === 'retype' && line.text.includes('AlterField') ? alteredField(line, run) : step;
    if (name === undefined) continue;
    const dear = (name === 'drop' || name === 'rewrite') && (line.about & DEAR) !== 0;
    hits.push(dear ? { name: 'drop-values', line, run } : { name, line, run, established: true });
    if (dear) hits.push({ name, line, run, established: true });
  }
  const first = reading.code[0];
  if (hits.length === 0 && first !== undefined) hits.push({ name: 'other', line: first[0], run: first[1] });
  if (reading.file.status === 'modified' && first !== undefined && /\d{3}/.test(reading.place.name))
    hits.push({ name: 'old', line: first[0], run: first[1] });
  return hits;
};

export const migrations: Detector = { family: 'migration', entries, look };
