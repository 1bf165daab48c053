import type { Line, Reading, Run } from './reading.ts';
import { ABOUT, DOES } from './words.ts';

/** What a name says by its shape, where no single word of it does. Patterns are linear, and see the first 300 letters. */
const head = (line: Line): string => line.text.slice(0, 300);

/** A call that asks whether somebody may: `can('edit'`, `can?(:edit`, `isConnectorAllowed(`, `assertCan(`. */
const ASKS =
  /(?:\.|->|::|\b)(?:can|cannot|assertCan|denies|allows|authorize|authorise|hasPermission|hasRole|checkPermission)[!?]?\s*(?:\(\s*["':$@A-Z]|\s:\w)|\b(?:is|are|has|can|may)_?\w{0,40}(?:[aA]llowed|[pP]ermitted|[aA]uthori[sz]ed|[fF]orbidden)(?:For\w{0,20}|_for_\w{0,20})?\s*\(/;

export const asks = (line: Line): boolean =>
  (line.does & DOES.calls) !== 0 &&
  ((line.about & (ABOUT.permission | ABOUT.permissionish)) !== 0 || (line.does & DOES.verifies) !== 0) &&
  ASKS.test(head(line));

/** Files that are there to decide who may do what, by their own name. */
const DECIDER =
  /(?:Policy|Voter|Ability|Abilities|Permissions?|Authorizer|AccessControl)\.\w{1,5}$|(?:^|_)(?:policy|ability|permissions?|authorizer)\.(?:rb|py|ex|rs|go|ts|js)$/;
const OTHER_POLICY =
  /cache|retry|retention|backoff|rotation|price|pricing|network|update|billing|refund|cancell|release|merge/i;

/** Here a policy is a record like any other. */
const HOLDS = /(?:models?|entit(?:y|ies)|dtos?|schemas?|serializers?|controllers?|requests?|resources)\//i;

export const isDecider = ({ place, file }: Reading): boolean =>
  DECIDER.test(place.name) && !OTHER_POLICY.test(file.path.slice(-120)) && !HOLDS.test(file.path.slice(-120));

/** Says yes or no, or asks: what a file that decides is there for. */
export const rules = (line: Line): boolean =>
  (line.does & (DOES.when | DOES.compares | DOES.logic | DOES.returns | DOES.denies | DOES.verifies)) !== 0 ||
  /\b(?:true|false|True|False)\b/.test(head(line));

/** Whether something is there at all: `if (x == null)`, `if currency:`, `!map.TryGetValue(k, out v)`. */
const PRESENCE =
  /^\s*(?:\} ?)?(?:else ?)?(?:if|elif|unless|elsif) ?\(?(?:! ?)?(?:\w{1,60}|[\w.$>[\]'"-]{1,100} ?(?:[!=]==?|is not|is) ?(?:null|nil|None|undefined|not null)|[\w.$>-]{1,100}(?:\.|->)(?:TryGetValue|ContainsKey|containsKey|contains_key|has_key\??|key\?|isPresent|isEmpty)\([^()]{0,100}\))\)? ?(?:[:{]|then)?\s*$/;

/** A moment or a state that is there says that something happened. */
const HAPPENED = /_at\b|At\b|[sS]tatus|[sS]tate\b|paid|Paid|captured|refunded/;

export const isPresence = (line: Line): boolean =>
  (line.does & DOES.when) !== 0 && PRESENCE.test(head(line)) && !HAPPENED.test(head(line));

/** An error that is handed on refuses nobody by itself. */
const PASSES_ON =
  /^\s*(?:[\w.]{1,60},\s*){0,3}err\s*:?=[^=]|^\s*(?:\}\s*else\s+)?if (?:err != nil\b|!?errors\.(?:Is|As)\(err\b)|\.map_err\(|^\s*return (?:nil, |"", |false, )?err$|^\s*Err\(\w{1,20}\) => /;

export const passesOn = (line: Line): boolean => (line.does & DOES.throws) !== 0 && PASSES_ON.test(head(line));

/** Rows are looked up by whose they are, or no longer by that. */
const LOOKS_UP = /(?:\b|_|\.)(?:[fF]ind|[fF]etch|[lL]ookup|where|filter|get_by|first|load)\w{0,40}!?\s*\(/;
const OWNER =
  /(?:user|owner|account|tenant|org|organi[sz]ation|team|workspace|company)_?id\b|\bcurrent_?(?:user|account|org|organi[sz]ation|team|company|tenant|workspace)|GetUserId\(|User\.GetId\(/i;

export const otherOwner = (line: Line): boolean => {
  const { edit } = line;
  if (edit === undefined || edit.names || edit.glue || edit.prose) return false;
  const one = (edit.gone & ABOUT.tenant) !== 0;
  const two = (edit.come & ABOUT.tenant) !== 0;
  return one !== two && LOOKS_UP.test(head(line)) && OWNER.test(head(line));
};

/** A step that settles an amount: `_set_base_prices(`, `recalculateTotals()`, `apply_taxes(`. */
const SETTLES =
  /(?:^|[\s.>:])_?(?:set|apply|calc\w{0,8}|recalc\w{0,8}|compute|recompute|prorate)(?:_|(?=[A-Z]))\w{0,40}(?:[pP]rices?|[tT]otals?|[tT]ax(?:es)?|[dD]iscounts?|[aA]mounts?|[fF]ees?|[bB]alances?|[cC]redits?)\w{0,20}\(/;

export const settlesAmount = (line: Line): boolean =>
  (line.does & DOES.calls) !== 0 && (line.about & ABOUT.amount) !== 0 && SETTLES.test(head(line));

/** `changeInvoiceStatus(`, `mark_as_paid(`: the name says that a state is written. */
const MOVES_STATE =
  /\b(?:change|set|update|mark|transition)_?\w{0,30}(?:Status|State|Paid|_status|_state|_paid|Refunded|_refunded)\w{0,10}[!?]?\(/;

export const movesState = (line: Line): boolean => (line.does & DOES.calls) !== 0 && MOVES_STATE.test(head(line));

/** Whom a bill goes to is no amount. */
const ADDRESSEE = /billing_?(?:address|email|name|contact|details|country|city)/i;

export const isAddressee = (line: Line): boolean => ADDRESSEE.test(head(line));

/** A rule that keeps two records apart, as the frameworks' validators say it. */
const APART =
  /\bunique:\w|uniqueness|Unique(?:Validator|TogetherValidator|Constraint)\b|validates_uniqueness_of|@IsUnique|Rule::unique/;

export const keepsApart = (line: Line): boolean => APART.test(head(line));

/** What keeps a secret unread, said as a setting or a declaration: `encrypts :secret`, `config.encryption.digest = X`. */
const KEEPS_SECRET =
  /^\s*(?:encrypts|attr_encrypted|has_secure_password|has_secure_token)\b|^\s*(?:\w{1,40}\.)?(?:config|settings)\.[\w.]{1,100}\s*=[^=]/;

export const keepsSecret = (line: Line): boolean => (line.about & ABOUT.crypto) !== 0 && KEEPS_SECRET.test(head(line));

/** How long what proves a person stays good. */
const LIFETIME = /expir(?:y|es|ation|e_?at|e_?in|ing)|max_?age|lifetime|\bttl\b|not_?(?:after|before)/i;
const PROOF = /token|session|cookie|password|credential|\botp|mfa|2fa|login|auth(?!or)|jwt/i;

export const livesOn = ({ place }: Reading, section: string, line: Line): boolean =>
  (line.about & ABOUT.throttle) !== 0 &&
  (line.does & (DOES.assigns | DOES.compares | DOES.arithmetic)) !== 0 &&
  LIFETIME.test(head(line)) &&
  PROOF.test(`${place.name} ${section.slice(0, 200)} ${head(line)}`);

/** What is agreed with an identity provider, by field: a wrong one lets nobody in, or the wrong ones. */
const AGREED =
  /^\s*["']?(?:[aA]udiences?|aud|[iI]ssuer|[sS]copes?|[rR]edirect_?[uU][rR][iIlL]s?|AuthStyle|[gG]rant_?[tT]ypes?|[rR]esponse_?[tT]ypes?|[cC]lient_?[sS]ecret)["']?\s*(?::|=>|=)[^=]/;

export const isAgreed = (line: Line): boolean => AGREED.test(head(line));

/** How often somebody may try, where it is declared. */
const LIMITS = /\b(?:throttle|rate_?limit(?:er)?|limit_req|RateLimit(?:er)?|slowDown)\w{0,20}(?:\(|\s+[:"'])/i;

export const limitsTries = (line: Line, around: number): boolean =>
  (line.about & (ABOUT.throttle | ABOUT.cache)) !== 0 &&
  ((line.about | line.said | around) & (ABOUT.signIn | ABOUT.signInish)) !== 0 &&
  LIMITS.test(head(line));

/** A line that begins by telling a logger, and does nothing with what comes of it. */
const TELLS_LOG = /^\s*(?:this\.|self\.|@)?_?(?:log(?:ger|ging)?|console|slog|zap|LOG(?:GER)?|Log(?:ger)?)\.\w{1,40}\(/;

/** One log line in place of another: what is told changes, and nothing is decided by it. */
export const onlyTells = ({ removed, added }: Run): boolean =>
  removed.length > 0 &&
  added.length > 0 &&
  [...removed, ...added].every((line) => TELLS_LOG.test(head(line)) && (line.does & (DOES.returns | DOES.when)) === 0);

/** A lock within one process orders its threads; no record is lost with it. */
const IN_PROCESS =
  /(?:mu|mux|mutex|Mutex|Mux|rwlock|RWLock)\w{0,10}\.(?:R?Lock|R?Unlock|lock|unlock|read|write)\(|\.R(?:Lock|Unlock)\(\)|\bsynchronized\b|sync\.(?:Mutex|RWMutex)/;

export const isInProcess = (line: Line): boolean => IN_PROCESS.test(head(line));
