import type { Plan } from '../../../core/plan/plan.ts';
import { highest, rank } from '../../../core/values/level.ts';

type Risk = Plan['risk'];
type Signal = Risk['signals'][number];

export type DecidingLine = { readonly line: number; readonly side: 'old' | 'new'; readonly quote: string };

type Says = readonly { readonly level: string; readonly what: string; readonly why: string }[];

/** Lines one after the other that say the same, and what that is. */
export type Part = { readonly lines: readonly DecidingLine[]; readonly says: Says };

/** A file of the change, with those of its lines that the plan quotes. */
export type DecidingFile = {
  readonly path: string;
  readonly level: Signal['level'];
  readonly parts: readonly Part[];
};

/** The gravest file first; its lines as they stand in it, what was taken away before what came in its place. */
export const decidingFiles = ({
  signals,
  mitigations,
}: Pick<Risk, 'signals' | 'mitigations'>): readonly DecidingFile[] => {
  const said = [
    ...signals.map(({ evidence, level, area, why }) => ({ evidence, level, says: { level, what: area, why } })),
    ...mitigations.map(({ evidence, why }) => ({
      evidence,
      level: undefined,
      says: { level: 'eases', what: '', why },
    })),
  ];
  const files = new Map<string, (typeof said)[number][]>();
  for (const one of said) files.set(one.evidence.path, [...(files.get(one.evidence.path) ?? []), one]);
  return [...files]
    .map(([path, own]) => ({ path, level: highest(own.flatMap(({ level }) => level ?? [])), parts: partsOf(own) }))
    .toSorted((a, b) => rank(b.level) - rank(a.level) || (a.path < b.path ? -1 : 1));
};

type Saying = { readonly evidence: Signal['evidence']; readonly says: Says[number] };
type Known = DecidingLine & { readonly says: Says };

const partsOf = (said: readonly Saying[]): readonly Part[] => {
  const parts: Part[] = [];
  for (const { says, ...line } of linesOf(said)) {
    const last = parts.at(-1);
    if (last && isSame(last.says, says)) parts[parts.length - 1] = { says, lines: [...last.lines, line] };
    else parts.push({ says, lines: [line] });
  }
  return parts;
};

const isSame = (a: Says, b: Says): boolean =>
  a.length === b.length && a.every(({ level, why }, nth) => level === b[nth]?.level && why === b[nth]?.why);

const linesOf = (said: readonly Saying[]): readonly Known[] => {
  const lines = new Map<string, Known>();
  for (const { evidence, says } of said) {
    const { line, side, quote } = evidence;
    const key = `${line} ${side} ${quote}`;
    const known = lines.get(key)?.says ?? [];
    lines.set(key, { line, side, quote, says: known.some(({ why }) => why === says.why) ? known : [...known, says] });
  }
  return [...lines.values()].toSorted((a, b) => a.line - b.line || (a.side === b.side ? 0 : a.side === 'old' ? -1 : 1));
};

export type Link = { readonly address: string; readonly host: string };

/** Where it leads is said beside it: whoever wrote the plan chose it. */
export const linkOf = ({ link }: Plan['change']): Link | undefined => {
  const address = link === undefined ? undefined : addressIn(link);
  return address?.protocol === 'https:' && address.username === '' && address.password === ''
    ? { address: address.href, host: address.host }
    : undefined;
};

const addressIn = (link: string): URL | undefined => {
  try {
    return new URL(link);
  } catch {
    return undefined;
  }
};

/** Names of commits and branches, and nothing that a shell or git would take for more. */
const NAME = /^[A-Za-z0-9][\w./-]{0,199}$/;

/** What shows all of the change to whoever may read the code; undefined where nobody knows between which commits it lies. */
export const wholeDiff = ({ base, head }: Plan['change']): string | undefined =>
  base !== undefined && head !== undefined && NAME.test(base) && NAME.test(head)
    ? `git diff ${base} ${head}`
    : undefined;
