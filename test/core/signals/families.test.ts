import { describe, expect, it } from 'vitest';
import { diffOf, said } from './read-diff.ts';

type Case = readonly [
  what: string,
  path: string,
  lines: string,
  expected: string,
  options?: { section?: string; isNew?: boolean },
];

const holds = (cases: readonly Case[]) =>
  it.each(cases.map((one) => [one[0], one] as const))('%s', (_what, [, path, lines, expected, options]) =>
    expect(said(diffOf(path, lines, options))).toContain(expected),
  );

const isQuiet = (cases: readonly (readonly [string, string, string, RegExp])[]) =>
  it.each(cases)('%s', (_what, path, lines, never) =>
    expect(said(diffOf(path, lines)).filter((one) => never.test(one))).toEqual([]),
  );

describe('money', () => {
  holds([
    [
      'sees a formula that changes',
      'billing/tax.py',
      '-    return price * rate\n+    return (price - discount) * rate',
      'money.formula critical!',
    ],
    [
      'sees a formula on the line that names it',
      'billing/tax.ts',
      '-export const tax = (total: number) => round(total * RATE);\n+export const tax = (total: number) => total * RATE;',
      'money.formula critical',
    ],
    [
      'sees another rounding',
      'app/services/invoices/round.rb',
      '-    amount.round(2)\n+    amount.round(3)',
      'money.formula critical',
    ],
    [
      'sees another condition',
      'src/payments/due.ts',
      '-  if (invoice.paid) return;\n+  if (invoice.paid || invoice.voided) return;',
      'money.condition critical!',
    ],
    [
      'sees a provider call',
      'src/payments/stripe/hook.go',
      '-\tstripe.Refund(a)\n+\tstripe.Refund(b, total)',
      'money.provider critical',
    ],
    [
      'takes a screen for what it is',
      'web/components/Price.tsx',
      '-  const total = price * quantity;\n+  const total = quantity * price;',
      'money.display low',
    ],
  ]);
  isQuiet([
    [
      'is not misled by a syntax tree',
      'src/parser/syntax.ts',
      '-  return syntax + taxonomy;\n+  return taxonomy + syntax;',
      /^money/,
    ],
    ['is not misled by a comment', 'src/a.ts', '+  // charge the price times the tax rate', /^money/],
    ['is not misled by a text', 'src/a.ts', "-  say('the price');\n+  say('the tax');", /^money.*critical/],
  ]);
});

describe('security', () => {
  holds([
    [
      'sees an operator turn',
      'src/auth/roles.rs',
      '-    user.is_admin && member\n+    user.is_admin || member',
      'security.access critical!',
    ],
    [
      'sees whose thing it is go missing',
      'api/files.cs',
      '-  Find(f => f.Id == id && f.OrganizationId == org)\n+  Find(f => f.Id == id)',
      'security.access critical!',
    ],
    [
      'sees a decision beside a log line that changes',
      'src/auth/roles.ts',
      '-  logger.info("a");\n-  return user.isAdmin && member;\n+  logger.info("b");\n+  return user.isAdmin || member;',
      'security.access critical!',
    ],
    ['sees another hasher', 'app/settings.py', '+PASSWORD_HASHERS = ["argon2"]', 'security.crypto critical!'],
    [
      'sees a cookie read',
      'server/auth/passkey.ts',
      "-  const t = parse(cookie)['a'];\n+  const t = cookies['b'] || cookies['a'];",
      'security.sign-in critical!',
    ],
    [
      'lets a screen mirror the server',
      'web/components/Menu.tsx',
      '-  <Item />\n+  {permissions.canEdit && <Item />}',
      'security.screen medium',
    ],
  ]);
  isQuiet([
    [
      'takes one log line in place of another for what it is',
      'api/oidc.go',
      '-\t\t\tlog.Printf("Could not notify user change: %v\\n", err)\n+\t\t\tlog.Error().Err(err).Uint("user_id", user.ID).Msg("Could not notify user change")',
      /^security/,
    ],
    ['is not misled by an author', 'src/authors.ts', '-  return authors.first;\n+  return author.name;', /^security/],
    [
      'is not misled by a log line',
      'server/auth/log.ts',
      "+  console.error('password check failed', error);",
      /critical|high/,
    ],
    ['is not misled by an import', 'src/a.py', '+from accounts.permissions import has_permission', /^security/],
  ]);
});

describe('guards', () => {
  holds([
    [
      'sees a declared guard go',
      'app/controllers/a_controller.rb',
      '-  before_action :require_admin, only: [:destroy]',
      'guard.removed critical!',
    ],
    ['sees an exemption come', 'shop/views.py', '+@csrf_exempt\n def add(request):', 'guard.removed critical!'],
    [
      'sees a refusal come',
      'server/permissions/a.ts',
      "+  if (!user.hasPermission('x')) throw new ForbiddenError();",
      'guard.added critical!',
    ],
    [
      'sees a check change its place',
      'server/app.ts',
      "-  app.use(requireAuth);\n-  app.use('/api', routes);\n+  app.use('/api', routes);\n+  app.use(requireAuth);",
      'guard.reordered critical',
    ],
    ['takes a crash guard for one', 'src/a.java', '+        if (icon == null) return;', 'guard.crash-guard low'],
    [
      'takes an ordinary check for one',
      'src/a.go',
      '+\tif size > limit { return errTooBig("x") }',
      'guard.check-added medium',
    ],
  ]);
  it('lets a new handler bring its own guards', () =>
    expect(
      said(
        diffOf('a/views.py', '+@login_required\n+def page(request):\n+    return render(request, "page.html")'),
      ).join(),
    ).not.toMatch(/guard/));
});

describe('escaping', () => {
  holds([
    [
      'sees raw output',
      'resources/views/a.blade.php',
      '-  {{ $bio }}\n+  {!! $bio !!}',
      'escaping.raw-output critical!',
    ],
    ['sees TLS go', 'a/client.go', '+\tc := &tls.Config{InsecureSkipVerify: true}', 'escaping.tls-off critical!'],
    [
      'sees a query made of text',
      'a/search.py',
      '-    db.execute("SELECT a WHERE b = :b", b)\n+    db.execute(f"SELECT a WHERE b = {b}")',
      'escaping.sql-text critical',
    ],
    [
      'sees a host check',
      'src/fetch.rs',
      '+    if is_private(ip) { return Err(Error::Forbidden); }',
      'escaping.address critical',
    ],
  ]);
});

describe('stored data', () => {
  holds([
    [
      'sees many rows deleted',
      'app/jobs/purge_job.rb',
      '-    Account.closed.where(a: 1).delete_all\n+    Account.where(a: 1).delete_all',
      'data.deletes critical',
    ],
    [
      'sees a row lock on money',
      'app/services/invoices/void.rb',
      '-    transaction do\n+    invoice.with_lock do',
      'data.row-lock critical!',
    ],
    [
      'sees a backfill in a job',
      'app/jobs/backfill_slugs_job.rb',
      '+    batch.update_all("slug = name")',
      'data.backfill high!',
      { isNew: true },
    ],
    [
      'takes a cache for a cache',
      'src/catalog.java',
      '-        return repo.read(r);\n+        return cache.computeIfAbsent(r, repo::read);',
      'data.cache medium',
    ],
  ]);
});

describe('migrations', () => {
  holds([
    ['drops', 'db/migrations/1_a.sql', '+DROP TABLE surveys;', 'migration.drop high!', { isNew: true }],
    [
      'drops, in a numbered file outside of any folder of migrations',
      'db/0002_drop.sql',
      '+ALTER TABLE orders DROP COLUMN legacy_total;',
      'migration.drop high!',
      { isNew: true },
    ],
    [
      'drops what is dear',
      'db/migrate/1_a.rb',
      '+    remove_column :products, :price_cents',
      'migration.drop-values critical',
      { isNew: true },
    ],
    [
      'tightens',
      'migrations/0001_a.ts',
      '+    await q.query(`ALTER TABLE "t" ALTER COLUMN "l" SET NOT NULL`);',
      'migration.tighten high!',
      { isNew: true },
    ],
    [
      'locks',
      'prisma/migrations/1/migration.sql',
      '+CREATE INDEX "i" ON "T"("d");',
      'migration.locking-index high!',
      { isNew: true },
    ],
    [
      'indexes online',
      'db/migrate/1_a.rb',
      '+    add_index :tasks, :due, algorithm: :concurrently',
      'migration.additive medium!',
      { isNew: true },
    ],
    [
      'rewrites',
      'blog/migrations/0031_a.py',
      '+    operations = [migrations.RunPython(fill)]',
      'migration.rewrite high!',
      { isNew: true },
    ],
    [
      'grows',
      'app/migrations/0012_a.py',
      '+        migrations.AddField("ping", "exit", models.SmallIntegerField(null=True)),',
      'migration.additive medium!',
      { isNew: true },
    ],
    [
      'is edited late',
      'db/migrate/20240101_a.rb',
      '-    add_column :a, :b, :string\n+    add_column :a, :b, :text',
      'migration.old high',
    ],
  ]);
  it('does not look at the way back', () =>
    expect(
      said(
        diffOf(
          'migrations/0002_a.js',
          "+exports.up = (k) => k.schema.createTable('d', (t) => {\n+  t.string('a');\n+});\n+exports.down = (k) => k.schema.dropTable('d');",
          { isNew: true },
        ),
      ).join(),
    ).not.toMatch(/drop/));
});

describe('contracts', () => {
  holds([
    ['sees a field go', 'schema.graphql', '-  avatarUrl: String', 'contract.removed high!'],
    ['sees a field tighten', 'api.graphql', '-  teamId: ID\n+  teamId: ID!', 'contract.tightened high!'],
    [
      'sees a number change its type',
      'a/task.proto',
      '-  string at = 4;\n+  Timestamp at = 4;',
      'contract.tightened high!',
    ],
    [
      'sees a field come',
      'schema.graphql',
      '+  host: String',
      'contract.output-added low',
      { section: 'type Integration {' },
    ],
    ['sees a route go', 'src/routes.go', '-\tr.GET("/v1/export", s.export)', 'contract.route-removed high'],
    [
      'sees an input renamed',
      'modules/a/variables.tf',
      '-variable "subnets" {\n+variable "subnet_ids" {',
      'contract.input-removed high!',
    ],
    [
      'sees a setting come',
      'src/config.ts',
      '+  const size = process.env.POOL_SIZE ?? 5;',
      'contract.option-added low',
    ],
  ]);
});

describe('dependencies', () => {
  holds([
    [
      'a major of a framework',
      'Gemfile',
      '-gem "rails", "~> 7.1.3"\n+gem "rails", "~> 8.0.1"',
      'dependency.foundation high!',
    ],
    ['a minor below 1.0 is a major', 'Cargo.toml', '-rustls = "0.21"\n+rustls = "0.22"', 'dependency.security high!'],
    [
      'a patch of a security library',
      'package.json',
      '-    "jose": "5.2.0",\n+    "jose": "5.2.1",',
      'dependency.foundation-minor medium!',
    ],
    [
      'a payment library',
      'package.json',
      '-    "stripe": "14.1.0",\n+    "stripe": "14.2.0",',
      'dependency.payment high!',
    ],
    [
      'a major of any library',
      'package.json',
      '-    "date-fns": "2.3.0",\n+    "date-fns": "3.1.0",',
      'dependency.major medium!',
    ],
    [
      'what does not ship',
      'package.json',
      '   "devDependencies": {\n-    "vite": "4.0.0",\n+    "vite": "6.0.0",',
      'dependency.ordinary low!',
    ],
    [
      'a plugin is not its framework',
      'package.json',
      '-    "react-icons": "4.0.0",\n+    "react-icons": "4.1.0",',
      'dependency.ordinary low!',
    ],
  ]);
});

describe('infrastructure', () => {
  holds([
    ['a grant', 'modules/iam.tf', '-      "sqs:ReceiveMessage",\n+      "sqs:*",', 'infra.grant critical!'],
    [
      'a door to the world',
      'network/main.tf',
      '-  cidr_blocks = ["10.0.0.0/8"]\n+  cidr_blocks = ["0.0.0.0/0"]',
      'infra.exposure critical!',
    ],
    ['an address', 'main.tf', '-  count = 1\n+  count = var.create ? 1 : 0', 'infra.address high'],
    [
      'a selector by what stands above',
      'charts/a/templates/d.yaml',
      '   matchLabels:\n-      app: api\n+      name: api',
      'infra.selector high',
    ],
    ['an entry point', 'Dockerfile', '-CMD ["node"]\n+ENTRYPOINT ["./start.sh"]', 'infra.startup high'],
    ['a base image', 'Dockerfile', '-FROM debian:11\n+FROM debian:12', 'infra.base-image high!'],
    ['a value in force', 'charts/a/values.yaml', '-  memory: 256Mi\n+  memory: 512Mi', 'infra.changed-default medium'],
    ['a value that goes', 'charts/a/values.yaml', '-  existingClaim: ""', 'infra.removed high'],
    ['a value that comes', 'charts/a/values.yaml', '+  extraEnv: []', 'infra.knob low'],
    ['a chart of a new major', 'charts/a/Chart.yaml', '-version: 4.9.2\n+version: 5.0.0', 'infra.major-release high!'],
    [
      'a release pipeline',
      '.github/workflows/release.yml',
      '-    platforms: a\n+    platforms: a,b',
      'infra.pipeline medium',
    ],
  ]);
});

describe('flags', () => {
  holds([
    ['one that goes', 'src/board.ts', "-  if (!featureFlags.isEnabled('board')) return;", 'flag.removed medium'],
    [
      'one that is turned on',
      'config/features.py',
      '-    "a": Flag(enabled=False),\n+    "a": Flag(enabled=True),',
      'flag.flipped medium',
    ],
    [
      'what stands behind one is a level milder',
      'src/pricing/a.ts',
      "+  if (featureFlags.isEnabled('new')) {\n+    return round(price * rate, 2);\n+  }",
      'money.formula high',
    ],
  ]);
});

describe('screens', () => {
  holds([
    ['texts', 'templates/a.html', '-  <p>Nothing here.</p>\n+  <p>No checks yet.</p>', 'interface.copy low'],
    ['looks', 'web/a.css', '-  padding: 8px;\n+  padding: 9px;', 'interface.look low'],
    ['a tweak', 'web/components/a.tsx', '-  <b onClick={one}>x</b>\n+  <b onClick={two}>x</b>', 'interface.tweak low'],
  ]);
});

describe('behaviour', () => {
  holds([
    ['a log line', 'src/a.go', '+\tlogger.Info("started")', 'behaviour.log low'],
    [
      'another order',
      'src/listing.py',
      '-    return t.order_by("a")\n+    return t.order_by("b")',
      'behaviour.order medium',
    ],
    ['a decision', 'src/day.go', '-\tif d == Sunday {\n+\tif d == Sunday || d == Saturday {', 'behaviour.logic medium'],
    ['a deletion', 'src/settings.json', '-  "a": 1', 'behaviour.setting low'],
  ]);
  it('says of a line that is too long that it could not be looked at', () =>
    expect(said(diffOf('src/a.ts', `+  run(${'a, '.repeat(300)});`))).toContain('unread.long-line medium'));
});
