import { codeLines, isHead, type Detector, type Entry, type Hit, insideNew } from './detector.ts';
import type { Line, Run } from './reading.ts';
import { ABOUT } from './words.ts';

const answer =
  'Show that nothing an outsider controls reaches this place, or that it is still made harmless on the way.';

const entries = {
  'raw-output': {
    area: 'security',
    level: 'critical',
    why: 'Text is put into a page without being escaped, or no longer is.',
    answer,
  },
  'tls-off': {
    area: 'security',
    level: 'critical',
    why: 'A certificate is no longer checked.',
    answer: 'Show that this connection never leaves a trusted machine.',
  },
  escape: { area: 'security', level: 'critical', why: 'Escaping or cleaning of untrusted text changes.', answer },
  defence: {
    area: 'security',
    level: 'critical',
    why: 'A browser defence changes: CSRF, CORS, CSP, cookie flags or framing.',
    answer,
  },
  address: {
    area: 'security',
    level: 'critical',
    why: 'Which addresses, hosts or paths may be reached changes.',
    answer,
  },
  'sql-text': { area: 'security', level: 'critical', why: 'A query is put together from text.', answer },
} as const satisfies Record<string, Entry>;

type Row = readonly [keyof typeof entries, RegExp, ('added' | 'removed' | 'either')?];

/** Looked at only on lines whose words are about escaping, encryption or hosts. */
const PATTERNS: readonly Row[] = [
  [
    'tls-off',
    /verify\s*=\s*False|InsecureSkipVerify:\s*true|rejectUnauthorized:\s*false|VERIFY_NONE|SSL_VERIFYPEER\D{0,20}(?:0|false)|allowInvalidCertificates|danger_accept_invalid_certs\(true|ServerCertificateCustomValidationCallback|verify_ssl\W{1,4}(?:false|False)/,
    'added',
  ],
  [
    'raw-output',
    /\.html_safe\b|\braw\(|dangerouslySetInnerHTML|v-html=|\.innerHTML\s*=|mark_safe\(|bypassSecurityTrust|\|\s*safe\b|\{!!|\{\{\{|Html\.Raw\(|template\.HTML\(|@html\b/,
  ],
  [
    'sql-text',
    /(?:execute|query|raw|where|find_by_sql|exec|prepare)\w{0,20}[( ]\s*\(?(?:f?"[^"]{0,300}(?:\$\{|#\{|\{\w|" ?[+.])|f?'[^']{0,300}(?:\{\w|' ?[+.])|`[^`]{0,300}\$\{)/i,
  ],
  [
    'escape',
    /\b[a-z_]{0,40}(?:[eE]scape|[sS]aniti[sz]e|[pP]urify|htmlspecialchars|strip_tags|encodeURIComponent|clean_html)[A-Za-z_]{0,30}\(/,
  ],
  [
    'defence',
    /csrf|xsrf|Access-Control-Allow|Content-Security-Policy|X-Frame-Options|same_?site|http_?only|Strict-Transport|noopener|allowed_?origins?|\bcors\b|frame-ancestors/i,
  ],
  [
    'address',
    /\bssrf\b|traversal|is_?private|is_?loopback|allow_?list|deny_?list|allowed_?hosts|secure_filename|validate_?url/i,
  ],
];

const SQL = /\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|LIKE)\b/;

/** Every form of a framework carries it; a form that comes or goes takes it along. */
const FORM_FIELD = /csrf_?(?:field|token|tag)|@csrf|authenticity_token/i;

/** A link that opens a window of its own and says `noopener` is as it should be; it counts where the word comes or goes. */
const isLink = (line: Line, text: string): boolean =>
  text.includes('noopener') && ((line.edit?.about ?? 0) & ABOUT.escaping) === 0;

/** In a configuration file the key says what is set; a word in a value may be a page's name. */
const KEY =
  /^[^:=]{0,120}(?:csrf|xsrf|cors|same_?site|http_?only|origin|Access-Control|Security-Policy|Frame|Transport)/i;

/** Braces mean raw text in templates only; in code they are negations and blocks. */
const MARKUP = /\.(?:php|hbs|mustache|html?|ejs|vue|tmpl|liquid|twig|handlebars)$/i;
const RAW_CALL =
  /html_safe|\braw\(|dangerouslySet|v-html|innerHTML|mark_safe|bypassSecurity|\|\s*safe\b|Html\.Raw|template\.HTML|@html/;

const WORDS = ABOUT.escaping | ABOUT.crypto | ABOUT.signIn | ABOUT.visual | ABOUT.display;

/** Here the value counts, and not whether the word stands there. */
const VALUES: ReadonlySet<string> = new Set(['defence', 'address', 'tls-off']);

/** Whether the line that was replaced had it too: what changed then is something beside it. */
const inBoth = (pattern: RegExp, line: Line, run: Run): boolean =>
  line.edit !== undefined &&
  (line.edit.about & ABOUT.escaping) === 0 &&
  (line.added ? run.removed : run.added).some(
    (other) => other.edit === line.edit && pattern.test(other.text.slice(0, 600)),
  );

export const escaping: Detector = {
  family: 'escaping',
  entries,
  look: (reading) => {
    const layer = reading.place.layer;
    if ((layer !== 'server' && layer !== 'screen' && layer !== 'config') || reading.file.status === 'deleted')
      return [];
    const hits: Hit[] = [];
    for (const [line, run] of codeLines(reading)) {
      if (
        ((line.about | line.said) & WORDS) === 0 &&
        !line.text.includes('{!!') &&
        !line.text.includes('{{{') &&
        !SQL.test(line.text.slice(0, 300))
      )
        continue;
      const text = line.text.slice(0, 600);
      const row = PATTERNS.find(([, pattern, side]) => pattern.test(text) && (side !== 'added' || line.added));
      if (row === undefined) continue;
      const [name] = row;
      if (layer === 'screen' && (FORM_FIELD.test(text) || isLink(line, text))) continue;
      if (layer === 'config' && name === 'defence' && !KEY.test(text)) continue;
      if (name === 'raw-output' && !MARKUP.test(reading.place.name) && !RAW_CALL.test(text)) continue;
      if ((!VALUES.has(name) && inBoth(row[1], line, run)) || isHead(line)) continue;
      const isNew = reading.file.status === 'added';
      if (name === 'sql-text' && (!SQL.test(text) || isNew)) continue;
      if (
        name === 'escape' &&
        (isNew || layer === 'screen' || insideNew(run, line) || (line.about & ABOUT.escaping) === 0)
      )
        continue;
      if (isNew && name !== 'tls-off' && name !== 'raw-output') continue;
      hits.push({
        name,
        line,
        run,
        established:
          name === 'tls-off' ||
          (name === 'raw-output' && line.added && !isNew && !insideNew(run, line) && line.edit !== undefined) ||
          (!line.added && name === 'escape' && run.added.length === 0),
      });
    }
    return hits;
  },
};
