import { codeLines, isHead, type Detector, type Entry, type Hit, insideNew } from './detector.ts';
import { ACCESS, CRYPTO, MONEY, place, SIGN_IN, weight } from './domain.ts';
import type { Line, Reading, Run } from './reading.ts';
import { asks, limitsTries, passesOn } from './shapes.ts';
import { ABOUT, DOES } from './words.ts';

const answer = 'Show where the same check stands now, or why what it kept out can no longer arrive.';

const entries = {
  removed: { area: 'security', level: 'critical', why: 'A check that refused somebody or something is gone.', answer },
  added: {
    area: 'security',
    level: 'critical',
    why: 'A new check now refuses what was let through: a hole is closed, or somebody is locked out.',
    answer: 'Show whom the check refuses, and that nobody relies on being let through.',
  },
  reordered: {
    area: 'security',
    level: 'critical',
    why: 'A check stands at another place than before: something may now happen before it, or without it.',
    answer,
  },
  'check-removed': { area: 'behaviour', level: 'medium', why: 'A check on input or state is gone.', answer },
  'check-added': {
    area: 'behaviour',
    level: 'medium',
    why: 'Input or state that was accepted is refused now.',
    answer: 'Show that nothing valid is refused.',
  },
  'crash-guard': {
    area: 'behaviour',
    level: 'low',
    why: 'A missing value no longer breaks this path.',
    answer: 'Show that skipping the rest is right when the value is missing.',
  },
} as const satisfies Record<string, Entry>;

/** Guards that are declared on or before a handler, in the frameworks that many use. */
const DECLARED =
  /@(?:login_required|permission_required|require_\w{1,40}|PreAuthorize|PostAuthorize|Secured|RolesAllowed|UseGuards|Authenticated|\w{0,30}(?:Auth|auth|Permission|permission|Role)\w{0,30}\b|csrf_protect|ratelimit|throttle)|\[(?:Authorize|ValidateAntiForgeryToken|RequireHttps|EnableRateLimiting)|(?:^|\s)before_action :\w{0,40}(?:auth|require|ensure|check|verify|admin|can)|\bauthorize!? |permission_classes|->middleware\(|\.use\(\w{0,30}(?:auth|Auth|guard|limiter|csrf|helmet)|#\[(?:guard|authorize)|validates? :|\.(?:requireAuth|authorize|checkPermission|can)\(/;

/** Their opposites: a handler that is exempt from a check. */
const EXEMPT =
  /skip_before_action|skip_authorization|csrf_exempt|\[AllowAnonymous|@PermitAll|@Public\(|\bpermitAll\(|AllowAny\b|skip_forgery_protection|protect_from_forgery/;

const refuses = (line: Line): boolean => refusing(line) && !passesOn(line) && !isHead(line);

const refusing = (line: Line): boolean =>
  ((line.does & DOES.when) !== 0 && (line.does & (DOES.throws | DOES.denies | DOES.returns)) !== 0) ||
  ((line.does & DOES.throws) !== 0 &&
    (line.does & (DOES.denies | DOES.calls | DOES.quotes)) !== 0 &&
    !isLogging(line)) ||
  ((line.does & DOES.denies) !== 0 && (line.does & (DOES.returns | DOES.throws | DOES.calls)) !== 0);

const isLogging = (line: Line): boolean =>
  (line.about & ABOUT.log) !== 0 && (line.does & (DOES.returns | DOES.when)) === 0;

const secures = (reading: Reading, run: Run, line: Line): number => {
  const declared = DECLARED.test(line.text.slice(0, 300)) || EXEMPT.test(line.text.slice(0, 300)) ? 2 : 0;
  const limits = (line.about & ABOUT.throttle) !== 0 && (line.does & (DOES.throws | DOES.denies)) !== 0 ? 3 : 0;
  const near = runWeight(reading, run);
  const signsIn = ((reading.place.about | run.around | line.about) & (ABOUT.signIn | ABOUT.signInish)) !== 0;
  return (
    Math.max(near, limits === 3 && signsIn ? 4 : limits) +
    (declared > 0 && (near > 0 || EXEMPT.test(line.text.slice(0, 300))) ? declared : 0)
  );
};

/** A condition and its refusal are two lines in most languages: what one is about, the other is too. */
const runWeight = (reading: Reading, run: Run): number => {
  let best = 0;
  for (const line of [...run.removed.slice(0, 60), ...run.added.slice(0, 60)]) {
    if ((line.does & (DOES.when | DOES.throws | DOES.denies | DOES.verifies)) === 0) continue;
    if (asks(line)) best = Math.max(best, ASKED);
    for (const domain of [ACCESS, SIGN_IN, CRYPTO]) best = Math.max(best, weight(reading, run, line, domain));
  }
  return best;
};

/** To ask whether somebody may is a check, whatever else the line is about. */
const ASKED = 4;

/** A call that merely names an error may be what hands it on. */
const PLAINLY = DOES.when | DOES.denies | DOES.returns;

const nullOnly = (line: Line): boolean =>
  (line.does & (DOES.empty | DOES.negates)) !== 0 && (line.does & (DOES.throws | DOES.denies)) === 0;

const GUARD_WORDS =
  ABOUT.permission | ABOUT.permissionish | ABOUT.signIn | ABOUT.signInish | ABOUT.throttle | ABOUT.escaping;

const counterpart = (line: Line, run: Run): boolean => (line.added ? run.removed : run.added).some(refuses);

const judge = (reading: Reading, run: Run, line: Line): Hit | undefined => {
  const tries = reading.file.status !== 'added' && limitsTries(line, run.around) && !insideNew(run, line);
  if (tries && !line.reordered) return { name: line.added ? 'added' : 'removed', line, run };
  const may = (line.about & GUARD_WORDS) !== 0 || (line.does & DOES.verifies) !== 0;
  const declared = may && DECLARED.test(line.text.slice(0, 300));
  const exempt = may && EXEMPT.test(line.text.slice(0, 300));
  if (!refuses(line) && !declared && !exempt) return undefined;
  if (insideNew(run, line) || reading.file.status === 'added') return undefined;
  const secure = secures(reading, run, line);
  const moneyed = place(reading, run, MONEY) >= 2;
  if (line.reordered && (line.does & DOES.when) === 0 && !declared) return undefined;
  if (line.reordered)
    return {
      name: 'reordered',
      line,
      run,
      level: secure >= 3 || moneyed || (declared && secure > 0) ? 'critical' : 'medium',
    };
  if (exempt) return { name: line.added ? 'removed' : 'added', line, run, established: line.added };
  if (counterpart(line, run)) return undefined;
  const gone = !line.added && reading.file.status !== 'deleted';
  if (secure >= 4)
    return {
      name: gone ? 'removed' : 'added',
      line,
      run,
      established: gone ? run.added.length <= run.removed.length : (line.does & PLAINLY) !== 0 && refuses(line),
    };
  if (!line.added && !gone) return undefined;
  if (line.added && nullOnly(line)) return { name: 'crash-guard', line, run };
  return { name: gone ? 'check-removed' : 'check-added', line, run };
};

export const guards: Detector = {
  family: 'guard',
  entries,
  look: (reading) => {
    if (reading.place.layer !== 'server') return [];
    const hits: Hit[] = [];
    for (const [line, run] of codeLines(reading)) {
      const hit = judge(reading, run, line);
      if (hit !== undefined) hits.push(hit);
    }
    return hits;
  },
};
