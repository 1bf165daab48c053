import { closeSync, openSync, writeSync } from 'node:fs';

/** One seed, one diff: the same numbers on every machine. */
const chance = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};
type Chance = ReturnType<typeof chance>;

const LANGUAGES: readonly (readonly [ending: string, lines: readonly string[]])[] = [
  [
    'ts',
    [
      '  const total = items.reduce((sum, item) => sum + item.price * item.count, 0);',
      '  if (!user) return undefined;',
      '}',
      "import { price } from './price.ts';",
    ],
  ],
  [
    'py',
    [
      '    total = sum(item.price * item.count for item in items)',
      '        raise ValueError("no user")',
      '',
      'from shop.tax import rate',
    ],
  ],
  [
    'go',
    [
      '\tif err != nil {',
      '\t\treturn fmt.Errorf("read order %s: %w", id, err)',
      '\t}',
      'func (s *Server) Order(ctx context.Context, id string) (*Order, error) {',
    ],
  ],
  [
    'rb',
    [
      '  validates :email, presence: true, uniqueness: { case_sensitive: false }',
      '  end',
      '    order.items.sum(&:price)',
      'class Order < ApplicationRecord',
    ],
  ],
  [
    'java',
    [
      '    private final OrderRepository orders;',
      '        return orders.findById(id).orElseThrow(() -> new NotFound("order " + id));',
      '    }',
      '@Transactional(readOnly = true)',
    ],
  ],
  [
    'sql',
    [
      'ALTER TABLE orders ADD COLUMN tax numeric(10, 2);',
      'CREATE INDEX CONCURRENTLY orders_user_id ON orders (user_id);',
      "  AND o.created_at > now() - interval '30 days'",
      '',
    ],
  ],
  [
    'yml',
    [
      '  replicas: 3',
      '    - name: DATABASE_URL',
      '      valueFrom: { secretKeyRef: { name: db, key: url } }',
      '# größer als vorher',
    ],
  ],
  [
    'css',
    [
      '.order-summary > .total { font-weight: 600; }',
      '  color: var(--text-muted);',
      '}',
      '@media (max-width: 40rem) {',
    ],
  ],
  [
    'md',
    [
      'Die Steuer wird auf den Cent gerundet — wie im Gesetz „verlangt“.',
      '',
      '* one point',
      '注文の合計は税込みです。',
    ],
  ],
];

const pick = <T>(random: Chance, from: readonly T[]): T => {
  const found = from[random(from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};

const hunk = (random: Chance, start: number, lines: readonly string[]): string => {
  const body: string[] = [];
  let [old, fresh] = [0, 0];
  for (let left = 5 + random(45); left > 0; left -= 1) {
    const kind = random(5);
    if (kind > 1) old += 1;
    if (kind !== 2) fresh += 1;
    body.push(
      `${kind <= 1 ? '+' : kind === 2 ? '-' : ' '}${pick(random, lines)}${random(8) === 0 ? ` // ${random(1e6)}` : ''}\n`,
    );
  }
  return `@@ -${start},${old} +${start},${fresh} @@ ${pick(random, lines)}\n${body.join('')}`;
};

const name = (random: Chance, at: number, ending: string): string =>
  `${pick(random, ['src', 'app/models', 'services/billing/internal', 'web/components'])}/part${random(200)}/file${at}.${ending}`;

const SHORT_FORMS = [
  (path: string) => `diff --git a/${path} b/${path}\nold mode 100644\nnew mode 100755\n`,
  (path: string) =>
    `diff --git a/${path} b/moved/${path}\nsimilarity index 100%\nrename from ${path}\nrename to moved/${path}\n`,
  (path: string) =>
    `diff --git a/${path}.png b/${path}.png\nindex 1234567..7654321 100644\nBinary files a/${path}.png and b/${path}.png differ\n`,
];

/** A file as git shows it: mostly changed lines, now and then a move, a mode, a picture. */
const fileDiff = (random: Chance, at: number): string => {
  const [ending, lines] = pick(random, LANGUAGES);
  const path = name(random, at, ending);
  if (random(20) === 0) return pick(random, SHORT_FORMS)(path);
  const hunks = Array.from({ length: 1 + random(5) }, (_, part) => hunk(random, 1 + part * 200, lines));
  return `diff --git a/${path} b/${path}\nindex 1234567..89abcde 100644\n--- a/${path}\n+++ b/${path}\n${hunks.join('')}`;
};

/** A diff of at least that many changed lines: a pull request of usual size. */
export const diffOfLines = (count: number): string => {
  const random = chance(7);
  const files: string[] = [];
  for (let lines = 0; lines < count;) {
    const file = fileDiff(random, files.length);
    lines += file.split('\n').filter((line) => /^[-+](?![-+])/.test(line)).length;
    files.push(file);
  }
  return files.join('');
};

/** Writes a diff of about that size to a file, and says how many files are in it. */
export const writeMixedDiff = (to: string, megabytes: number): number => {
  const random = chance(20_261_120);
  const out = openSync(to, 'w');
  let files = 0;
  for (let size = 0; size < megabytes * 1e6; files += 1) size += writeSync(out, fileDiff(random, files));
  closeSync(out);
  return files;
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const header = (path: string, lines: number): string =>
  `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n@@ -0,0 +1,${lines} @@\n`;

/** Inputs made to fill the memory, chunk by chunk, without being in it themselves. */
export const HOSTILE: Readonly<Record<string, () => Iterable<Uint8Array>>> = {
  'one line of 1 GB': function* () {
    yield encode(`${header('src/app.js', 1)}+`);
    const chunk = encode('x'.repeat(65_536));
    for (let at = 0; at < 16_384; at += 1) yield chunk;
  },
  'one file of 20 million lines': function* () {
    yield encode(header('src/app.js', 20_000_000));
    const chunk = encode('+const größe = 1; // „ja“\n'.repeat(2000));
    for (let at = 0; at < 10_000; at += 1) yield chunk;
  },
  'a thousand files of 20,000 lines': function* () {
    const lines = encode('+const größe = 1; // „ja“\n'.repeat(2000));
    for (let at = 0; at < 1000; at += 1) {
      yield encode(header(`src/${at}.ts`, 20_000));
      for (let part = 0; part < 10; part += 1) yield lines;
    }
  },
  'a million files': function* () {
    for (let at = 0; at < 1000; at += 1)
      yield encode(
        Array.from({ length: 1000 }, (_, one) => `${header(`src/${at}/${one}/a-name-of-usual-length.ts`, 1)}+x\n`).join(
          '',
        ),
      );
  },
  '100,000 lines of 9,999 signs': function* () {
    yield encode(header('src/app.js', 100_000));
    const line = encode(`+${'é'.repeat(9998)}\n`);
    for (let at = 0; at < 100_000; at += 1) yield line;
  },
};
