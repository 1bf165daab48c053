/**
 * Credentials that open nothing: drawn from alphabets with a fixed beginning, and put together while the test runs, so
 * that no file of this repository holds anything that looks like one.
 */
const ALPHABETS = {
  hex: '0123456789abcdef',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  digits: '1234567890',
  mixed: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
} as const;
type Alphabet = keyof typeof ALPHABETS;

/** The same letters for the same seed; always with a digit, a small letter and a capital where the alphabet has them. */
export const drawn = (length: number, from: Alphabet = 'mixed', seed = 7): string => {
  const letters = ALPHABETS[from];
  let state = (seed * 2_654_435_761 + length * 40_503) % 4_294_967_296;
  const next = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296);
  const text = Array.from({ length }, () => letters[Math.floor((next() / 4_294_967_296) * letters.length)]).join('');
  return from === 'mixed' && length > 3 ? `a7Q${text.slice(3)}` : text;
};

const uuid = (seed: number): string => [8, 4, 4, 4, 12].map((length, at) => drawn(length, 'hex', seed + at)).join('-');

export type Positive = { readonly kind: string; readonly text: string; readonly value: string };

const bare = (kind: string, ...parts: readonly string[]): Positive => {
  const value = parts.join('');
  return { kind, text: `const it = call("${value}");`, value };
};
const inside = (kind: string, before: string, value: string, after = ''): Positive => ({
  kind,
  text: `${before}${value}${after}`,
  value,
});

const dashes = '-'.repeat(5);
const keyOf = (type: string, join: string): string =>
  [
    `${dashes}BEGIN ${type}PRIVATE ${'KEY'}${dashes}`,
    drawn(64, 'mixed', 1),
    drawn(64, 'mixed', 2),
    `${drawn(22, 'mixed', 3)}==`,
    `${dashes}END ${type}PRIVATE ${'KEY'}${dashes}`,
  ].join(join);

const CLOUDS = (): Positive[] => [
  bare('aws-access-key', 'AK', 'IA', drawn(16, 'upper')),
  bare('aws-access-key', 'AS', 'IA', drawn(16, 'upper', 3)),
  bare('google-api-key', 'AI', 'za', drawn(35)),
  bare('google-oauth', 'GOC', 'SPX-', drawn(28)),
  bare('google-oauth', 'ya', '29.', drawn(60)),
  inside('azure-key', `AccountName=shop;Account${'Key='}`, `${drawn(86)}==`, ';EndpointSuffix=core'),
  inside('azure-signature', `https://shop.example/box?sv=1&s${'ig='}`, `${drawn(43)}%3D`, '"'),
  bare('azure-client-secret', drawn(3), '8Q', '~', drawn(33)),
  bare('digitalocean-token', 'do', 'p_v1_', drawn(64, 'hex')),
  bare('alibaba-key', 'LT', 'AI', drawn(20)),
  bare('vault-token', 'hv', 's.', drawn(24)),
  bare('terraform-token', drawn(14), '.atlas', 'v1.', drawn(67)),
  bare('pulumi-token', 'pu', 'l-', drawn(40, 'hex')),
  bare('doppler-token', 'dp', '.pt.', drawn(43)),
  bare('databricks-token', 'da', 'pi', drawn(32, 'hex')),
  bare('planetscale-token', 'pscale', '_tkn_', drawn(43)),
  bare('supabase-key', 'sb', 'p_', drawn(40, 'hex')),
];

const FORGES = (): Positive[] => [
  bare('github-token', 'gh', 'p_', drawn(36)),
  bare('github-token', 'gh', 's_', drawn(36, 'mixed', 4)),
  bare('github-token', 'github', '_pat_', drawn(22), '_', drawn(59)),
  bare('gitlab-token', 'gl', 'pat-', drawn(20)),
  bare('bitbucket-token', 'AT', 'BB', drawn(32)),
  bare('atlassian-token', 'ATA', 'TT3', drawn(180)),
  bare('npm-token', 'np', 'm_', drawn(36)),
  bare('pypi-token', 'py', 'pi-Ag', drawn(80)),
  bare('rubygems-token', 'ruby', 'gems_', drawn(48, 'hex')),
  bare('docker-token', 'dc', 'kr_pat_', drawn(27)),
  inside('secret', `//npm.example/:_auth${'Token='}`, drawn(36)),
];

const CHATS = (): Positive[] => [
  bare('slack-token', 'xo', 'xb-', drawn(12, 'digits'), '-', drawn(12, 'digits', 2), '-', drawn(24)),
  bare('slack-token', 'xa', 'pp-1-', drawn(10), '-', drawn(60, 'hex')),
  inside(
    'slack-webhook',
    `https://hooks.slack${'.com/services/'}`,
    `T${drawn(8, 'upper')}/B${drawn(8, 'upper')}/${drawn(24)}`,
  ),
  inside('discord-webhook', `https://discord.example/api/web${'hooks/'}${drawn(18, 'digits')}/`, drawn(68)),
  bare('discord-token', 'M', drawn(25), '.', drawn(6), '.', drawn(38)),
  bare('telegram-token', drawn(10, 'digits'), ':A', 'A', drawn(33)),
];

const PAYMENTS = (): Positive[] => [
  bare('stripe-key', 's', 'k_li', 've_', drawn(24)),
  bare('stripe-key', 'r', 'k_te', 'st_', drawn(40)),
  bare('webhook-secret', 'wh', 'sec_', drawn(32)),
  bare('square-token', 'sq', '0csp-', drawn(43)),
  bare('braintree-token', 'access_', 'token$production$', drawn(16, 'lower'), '$', drawn(32, 'hex')),
  bare('shopify-token', 'shp', 'at_', drawn(32, 'hex')),
  bare('razorpay-key', 'rz', 'p_live_', drawn(14)),
  bare('plaid-token', 'acc', 'ess-production-', uuid(5)),
];

const SERVICES = (): Positive[] => [
  bare('rampart-token', 'ramp', 'art_', 'kqzmwtrbpa_', 'kqzmwtrbpaxv'.repeat(5).slice(0, 56)),
  bare('anthropic-key', 'sk', '-ant-', 'api03-', drawn(80)),
  bare('openai-key', 'sk', '-proj-', drawn(100)),
  bare('huggingface-token', 'h', 'f_', drawn(34)),
  bare('sendgrid-key', 'S', 'G.', drawn(22), '.', drawn(43)),
  bare('mailgun-key', 'ke', 'y-', drawn(32, 'hex')),
  bare('mailchimp-key', drawn(32, 'hex'), '-u', 's14'),
  bare('twilio-key', 'S', 'K', drawn(32, 'hex')),
  bare('launchdarkly-key', 'sd', 'k-', uuid(9)),
  bare('unleash-token', 'default:', 'production.', drawn(60, 'hex')),
  bare('posthog-key', 'ph', 'x_', drawn(43)),
  bare('newrelic-key', 'NR', 'AK-', drawn(27, 'upper')),
  bare('sentry-token', 'snt', 'rys_', drawn(80)),
  bare('grafana-token', 'gl', 'sa_', drawn(32), '_', drawn(8, 'hex')),
  bare('dynatrace-token', 'dt', '0c01.', drawn(24, 'upper'), '.', drawn(64, 'upper')),
  bare('notion-token', 'nt', 'n_', drawn(46)),
  bare('linear-key', 'li', 'n_api_', drawn(40)),
  bare('airtable-token', 'pa', 't', drawn(14), '.', drawn(64, 'hex')),
  bare('jwt', 'ey', 'J', drawn(33), '.ey', 'J', drawn(60), '.', drawn(43)),
];

const pass = ['pass', 'word'].join('');
const said = (before: string, value: string, after = '', kind = 'password'): Positive =>
  inside(kind, before, value, after);

const NAMED = (): Positive[] => [
  said(`const ${pass} = "`, 'Tr0ub4dor-and-3', '";'),
  said(`db_${pass}: '`, 'winterabend', "',"),
  said(`{"${pass}": "`, 'kaffee-um-7', '"}'),
  said(`'{\\"${pass}\\": \\"`, 'kaffee-um-8', '\\"}\''),
  said(`if (${pass} === "`, 'letmein-please1', '") return true;'),
  said(`user.set${'Pass'}word("`, 'gruenertee9', '");'),
  said(`:${pass} => '`, 'abendrot77', "'"),
  said(`  ${pass}: `, 'x9!kLm2#vQ', '', 'secret'),
  said(`DB_${pass.toUpperCase()}=`, 'nebelhorn', '', 'secret'),
  said(`+export API_${'TOK'}EN=`, drawn(20, 'lower'), '', 'secret'),
  said(`12 + | REDIS_${'PASS'}: `, 'morgenrot', '', 'secret'),
  said(`client_${'sec'}ret = "`, drawn(30), '"', 'secret'),
  said(`api${'Key'}: '`, drawn(24, 'hex'), "'", 'secret'),
  said(`aws_${'secret'}_access_key = "`, drawn(40), '"', 'secret'),
  said(`--api-${'key'} `, drawn(28), ' --verbose', 'secret'),
  said(`<${pass}>`, 'winter2019!', `</${pass}>`, 'secret'),
  said(`<add key="Api${'Key'}" value="`, drawn(32), '" />', 'secret'),
  said(`Server=db;User Id=sa;Pass${'word='}`, 'St4rk.und.lang', ';Encrypt=true', 'secret'),
  said('postgres://app:', 'regenbogen', '@db.internal:5432/shop', 'url-password'),
  said('https://bot:', drawn(20), '@git.example/x.git', 'url-password'),
  said(`Authorization: Bear${'er '}`, drawn(40), '"', 'authorization'),
  said(`-H "Authorization: Bas${'ic '}`, `${drawn(26)}==`, '"', 'authorization'),
  said(`machine git.example login bot pass${'word '}`, 'wald-und-wiese', '', 'netrc-password'),
  said('curl -u admin:', 'bergsteiger1', ' https://x.example', 'curl-password'),
  said("CREATE USER app IDENTIFIED BY '", 'ackerland', "'", 'sql-password'),
  said(`const cipherRow = '`, drawn(48), "';", 'random-text'),
];

const BLOCKS = (): Positive[] =>
  [keyOf('', '\n'), keyOf('RSA ', '\n'), keyOf('OPENSSH ', '\n+'), keyOf('EC ', '\\n'), keyOf('', '" +\n  "')].map(
    (text) => ({ kind: 'private-key', text, value: drawn(64, 'mixed', 2) }),
  );

export const positives = (): readonly Positive[] =>
  [CLOUDS, FORGES, CHATS, PAYMENTS, SERVICES, NAMED, BLOCKS].flatMap((make) => make());

/** What looks like a credential at first sight, and is none. */
export const negatives = (): readonly string[] => [
  `commit ${drawn(40, 'hex')}`,
  `index ${drawn(7, 'hex')}..${drawn(7, 'hex', 2)} 100644`,
  `"integrity": "sha512-${drawn(86)}==",`,
  `resolved "https://packages.example/a/-/a-1.0.0.tgz#${drawn(40, 'hex')}"`,
  `h1:${drawn(43)}= // go.sum`,
  `FROM node@sha256:${drawn(64, 'hex')}`,
  `id: '${uuid(3)}'`,
  `const traceId = "${uuid(8)}";`,
  `background: url(data:image/png;base64,${drawn(200)})`,
  `<img src="data:image/gif;base64,${drawn(120)}==">`,
  `etag: W/"${drawn(32, 'hex')}"`,
  `expect(hash).toBe('${drawn(64, 'hex')}')`,
  `checksum = "${drawn(64, 'hex')}"`,
  `const ${pass} = await prompt("${pass}");`,
  `${pass}: string;`,
  `${pass} = req.body.${pass}`,
  `const ${pass}Field = document.querySelector("#${pass}");`,
  `<input type="${pass}" name="${pass}" placeholder="Enter your ${pass}">`,
  `label: { ${pass}: "Your ${pass}" }`,
  `${pass}: "Enter your ${pass} again to go on"`,
  `DB_${pass.toUpperCase()}=\${DB_${pass.toUpperCase()}}`,
  `DB_${pass.toUpperCase()}=<your-${pass}>`,
  `DB_${pass.toUpperCase()}=change${'me'}`,
  `${pass}: {{ .Values.db.${pass} }}`,
  `${pass} = var.db_${pass}`,
  `${pass}=os.environ["DB_PASS"]`,
  `${pass}: process.env.DB_PASS`,
  `${pass}Hash = bcrypt.hash(${pass}, 12)`,
  `validate(${pass}, { minLength: 12 })`,
  `"${pass}": "required|min:8"`,
  `reset_${pass}_path(user)`,
  'const token = tokenize(source);',
  'token = lexer.next_token()',
  'max_tokens: 24000',
  'tokens: 4096,',
  'const tokenCount = 1024;',
  'token: string | undefined',
  'import { TokenKind } from "./tokens.ts";',
  'if (token.type === "identifier") return;',
  'csrf_token = form.csrf_token.data',
  'secretName: shop-tls-2026',
  'secretKeyRef: { name: shop, key: db-2 }',
  'api_key_header: "X-Api-Key-2"',
  'apiKey: config.apiKey1',
  'access_key_id: "the-name-of-it"',
  'const secretary = "Ms. Smith 2";',
  'tokenUrl: "https://login.example/oauth2/token"',
  'client_secret_file: /run/secrets/client-2',
  'passes = 3; passed = "12 of 12"',
  'compass = "north-east-2"',
  'primary_key: "order_id_2"',
  'sortKey = "created_at_1"',
  'key: "menu.settings.title2"',
  'https://user.example:8080/path?x=1@2',
  'see https://docs.example/a:b and mail@example.com',
  'git@git.example:team/repo.git',
  'AKIA is how such keys begin',
  'sk-learn and sk-image are packages',
  'eyJust a word.eyJust another.word',
  'the gh_ prefix, the glpat- prefix and the xox family',
  `const a = "${'abcdefghij'.repeat(4)}";`,
  `class="flex-grow-0 text-gray-900 hover:bg-slate-100 md:grid-cols-12"`,
  `const KEYS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';`,
  `-----BEGIN CERTIFICATE-----\n${drawn(64)}\n-----END CERTIFICATE-----`,
  `-----BEGIN PUBLIC KEY-----\n${drawn(64)}\n-----END PUBLIC KEY-----`,
  `if (!pem.startsWith("${dashes}BEGIN PRIVATE ${'KEY'}${dashes}")) throw new TypeError("no key was given here");`,
  'Basic authentication is described below',
  'The Bearer of this certificate may enter.',
  'salt: 1 tsp, pepper: to taste',
  'credentials: "same-origin"',
  'credentials: "include"',
  "authorization: 'none'",
  '.token.punctuation { color: #999999 }',
  'pwd=$(pwd)',
];
