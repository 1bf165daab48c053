import type { Change } from '../change/change.ts';
import type { Signal } from '../signals/signal.ts';
import type { Facts } from '../signals/kept.ts';
import { oneDown, rank } from '../values/level.ts';
import type { Area } from '../values/area.ts';

const CLAIMS = {
  security:
    /\b(?:CVE-\d|GHSA-|xss|ssrf|csrf|vulnerab\w*|security (?:fix|issue|hole|bug)|privilege escalation|bypass|injection|traversal|brute.?force|clickjack\w*|account takeover|leak(?:s|ed|ing)? (?:of )?(?:private|user|personal|secret|token|data))/i,
  hole: /\b(?:CVE-\d|GHSA-|xss|vulnerabilit\w*|security (?:fix|issue|hole|bug)|account takeover)\b/i,
  race: /\b(?:(?<!data )race(?: condition)?|deadlock\w*|concurren\w*|idempot\w*|double[- ](?:charg|process|send|spend|count)\w*|lost updates?|duplicat\w* (?:charge|payment|record|row|job)s?)\b/i,
  performance:
    /^(?:perf|speed|optimi[sz])|\b(?:performances?|slow(?:ness|down)?|n\+1|speed up|faster|optimi[sz]\w*)\b/i,
  refactor:
    /^(?:refactor|chore|style|cleanup|misc|ci|build|test|docs)\b|\brefactor\w*|\bclean(?:ing)?[- ]?up\b|\b(?:extract|inline|rename|move|simplify|tidy)\b/i,
  removal:
    /\b(?:drop|remove|retire|delete|sunset)(?:s|ped|d)?\b.{0,80}\b(?:deprecated|support|legacy|options?|flags?|endpoints?|api|env\w*|variables?|settings?|field|argument|integration)/i,
  breaking: /^\w+(?:\([^)]{1,60}\))?!:|BREAKING[ -]CHANGE/,
} as const;
type Claim = keyof typeof CLAIMS;

/** Who mends something does not say that all stays the same, whatever else the title speaks of. */
const MENDS = /^(?:fix|feat|hotfix|security|bug)\w{0,3}\b/i;

/** What the message says of itself. A claim is weak evidence: it counts only where the diff agrees. */
export const claimsOf = (change: Change): ReadonlySet<Claim> => {
  const title = change.title.slice(0, 300);
  const said = new Set<Claim>();
  for (const [claim, pattern] of Object.entries(CLAIMS)) if (pattern.test(title)) said.add(claim as Claim);
  if (MENDS.test(title)) said.delete('refactor');
  if (CLAIMS.breaking.test(change.description.slice(0, 4000))) said.add('breaking');
  return said;
};

/** What grows more than this does more than it did, whatever it calls itself. */
const GROWS = 1.5;

const RUNS: ReadonlySet<Area> = new Set<Area>([
  'money',
  'security',
  'data',
  'behaviour',
  'core-path',
  'performance',
  'feature',
]);

/** Where a hole is named by its kind, any code that runs may be what closes it, also code of a screen. */
const CODE = /^(?:behaviour\.(?:small|added|order)|interface\.(?:behaviour|look|tweak)|contract\.|data\.)/;

const raise = (signal: Signal, why: string): Signal => ({
  ...signal,
  area: signal.area === 'behaviour' || signal.area === 'performance' ? 'data' : signal.area,
  level: 'critical',
  certainty: 'suspected',
  why,
});

/** Weighs suspicions by what the message claims. What is established stays as it is, whatever was claimed. */
export const weighClaims = (
  signals: readonly Signal[],
  said: ReadonlySet<Claim>,
  facts: Pick<Facts, 'added' | 'removed'>,
): Signal[] => {
  const claims = new Set(
    [...said].filter((claim) => claim !== 'refactor' || facts.added <= facts.removed * GROWS + 10),
  );
  let weighed = signals.map((signal) => settle(milder(signal, signals, claims), signals, claims));
  const none = !weighed.some((signal) => signal.level === 'critical');
  if (none && claims.has('security')) {
    const first =
      weighed.find(
        (signal) =>
          (signal.area === 'security' ||
            signal.id.startsWith('guard.') ||
            signal.id === 'behaviour.logic' ||
            signal.id === 'behaviour.slight' ||
            signal.id === 'behaviour.corner') &&
          RUNS.has(signal.area),
      ) ?? (claims.has('hole') ? weighed.find((signal) => CODE.test(signal.id)) : undefined);
    if (first !== undefined)
      weighed = [
        { ...raise(first, 'The message speaks of a vulnerability, and code that runs changes.'), area: 'security' },
        ...weighed,
      ];
  }
  if (none && claims.has('race')) {
    const first = weighed.find(
      (signal) => signal.id === 'data.concurrency' || signal.id === 'data.row-lock' || signal.id === 'guard.reordered',
    );
    if (first !== undefined) weighed = [raise(first, 'The message speaks of a race, and locking changes.'), ...weighed];
  }
  return weighed;
};

const AT_OTHERS = /^contract\.(?:removed|tightened|route-removed|output-removed|input-removed|config-removed)$/;

/** Settles what the message claims to be breaking, or to be the same as before, where the diff shows something of the kind. */
const settle = (signal: Signal, all: readonly Signal[], claims: ReadonlySet<Claim>): Signal => {
  if ((claims.has('breaking') || claims.has('removal')) && AT_OTHERS.test(signal.id) && signal.level === 'medium')
    return { ...signal, level: 'high' };
  const quiet =
    claims.has('refactor') && /^behaviour\.(?:logic|order|slight)$/.test(signal.id) && signal.level === 'medium';
  const alone = !all.some((other) => rank(other.level) >= rank('medium') && !other.id.startsWith('behaviour.'));
  return quiet && alone ? { ...signal, level: 'low' } : signal;
};

const milder = (signal: Signal, all: readonly Signal[], claims: ReadonlySet<Claim>): Signal => {
  if (signal.level !== 'critical') return signal;
  if (signal.area === 'exposure' && all.some((other) => other.id === 'infra.major-release'))
    return { ...signal, level: 'high' };
  if (signal.certainty === 'established') return signal;
  const turned = /\.(?:condition|formula|state|access|crypto|sign-in|row-lock)$/.test(signal.id);
  if (turned && (claims.has('refactor') || claims.has('performance')) && !claims.has('security') && !claims.has('race'))
    return { ...signal, level: oneDown(signal.level) };
  return signal;
};
