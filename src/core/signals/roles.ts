import type { Glance } from './lexer.ts';
import type { Place } from './places.ts';
import { DOES } from './words.ts';

/** What a line is there for. Only `code` and `text` reach the detectors; `text` is what people read, or prose. */
export type Role = 'code' | 'text' | 'comment' | 'import' | 'blank';

const COMMENT = /^(?:\/\/|\/\*|\*(?:\s|\/|$)|<!--|-->|\{#|\{\{!|<%#|--\s|;;|"""|'''|%%|@param\b|@return\b|rem\s)/i;
/** First letters of the above: most lines need no look at it. */
const MAY_COMMENT = new Set([...'/*<-{;"\'%@rR'].map((letter) => letter.charCodeAt(0)));
const HASH = /^#(?!\[|!\[|include|define|if|else|endif|region|pragma)/;
const IMPORT =
  /^(?:import\b|from\s+[\w.'"@/-]+\s+import\b|use\s+[\w:\\{]|pub use\b|using\s+[\w.=\s]+;|require(?:_relative|_once)?[\s(]['"]|include_once|package\s+[\w.]+;?$|namespace\s+[\w.\\]+|#include\b|extern crate\b|mod \w+;|(?:const|let|var)\s+[\w{},\s]+=\s*require\(|export \* from|export \{[^}]*\} from|open\s+[A-Z][\w.]*$|@import\b|@use\b|alias\s+[A-Z])/;
/** Bare names between commas: the middle of an import, or of a list that changes nothing by itself. */
const NAMES = /^(?:[A-Za-z_]\w{0,80}(?:::\w{1,80}){0,4}\s{0,2},\s{0,2}){1,30}[A-Za-z_\w]{0,80}$/;
const NESTED = /^\w{1,80}(?:::\w{1,80}){0,6}(?:::\{[\w\s,:{}]{0,300}\})?,$/;
const PUNCTUATION = /[=(){}[\];:<>|&$@\\]/;

/** A line with no word, or with nothing but the end of something. */
const TRIVIAL = /^(?:end|else|fi|done|do|begin|then|pass|\{|\}|try|finally|endif|esac|default:|---|\.\.\.)[\s;,){]*$/;

export const roleOf = (text: string, look: Glance, place: Place): Role => {
  const trimmed = text.length > 600 ? text.slice(0, 600).trim() : text.trim();
  if (trimmed === '') return 'blank';
  if ((MAY_COMMENT.has(trimmed.charCodeAt(0)) && COMMENT.test(trimmed)) || (place.marks === '#' && HASH.test(trimmed)))
    return 'comment';
  if (look.words === 0 || (look.words === 1 && TRIVIAL.test(trimmed))) return 'blank';
  if (
    ((look.does & DOES.imports) !== 0 && IMPORT.test(trimmed)) ||
    (trimmed.includes(',') && (NAMES.test(trimmed) || NESTED.test(trimmed)))
  )
    return 'import';
  if (place.layer === 'copy') return 'text';
  return isProse(trimmed, look) ? 'text' : 'code';
};

/** Words after words with no mark that code would need: text of a page, of a doc string, of a list of names. */
const isProse = (trimmed: string, look: Glance): boolean =>
  look.words >= 4 &&
  !PUNCTUATION.test(trimmed) &&
  trimmed.includes(' ') &&
  /^[A-Z"'`\w(-]/.test(trimmed) &&
  spaces(trimmed) >= 3 &&
  (look.does & (DOES.compares | DOES.arithmetic | DOES.assigns)) === 0 &&
  /[a-z]{3} [a-z]/.test(trimmed) &&
  !/^(?:if|unless|return|raise|when|elsif|and|or|not|yield|delete|validates?|before_action|after_action|skip_before_action|has_many|belongs_to|scope|field|argument|add|drop|alter|update|insert|select|where|set|from|join)\b/i.test(
    trimmed,
  );

const spaces = (text: string): number => {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) === 32) count += 1;
  return count;
};
