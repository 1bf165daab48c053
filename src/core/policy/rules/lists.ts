import { canonicalJson } from '../../values/digest.ts';
import { didYouMean } from '../../values/nearest.ts';
import { quoted } from '../../values/quote.ts';
import type { Step, WrittenGate } from '../ladder.ts';
import type { Policy } from '../policy.ts';
import type { Path } from '../vet.ts';
import { type Finding, laddersOf, type PolicyRule, stepsOf } from './rule.ts';

type List = { readonly path: Path; readonly entries: readonly unknown[] };

const once: PolicyRule = {
  code: 'P024',
  title: 'Nothing stands twice in a list',
  fix: 'take one of the two out, or correct the one that was meant to be another',
  look: (policy) => listsIn(policy).flatMap(({ path, entries }) => again(path, entries, canonicalJson)),
};

const listsIn = (policy: Policy): List[] => {
  const { levels, schedule, experiment, flags, dashboards, rings, rules, review } = policy;
  const hours = Object.entries({ windows: schedule.windows, peakHours: schedule.peakHours });
  return [
    ...Object.entries(levels).map(([level, row]) => ({ path: ['levels', level, 'approvals'], entries: row.approvals })),
    ...hours.map(([name, entries]) => ({ path: ['schedule', name], entries })),
    ...hours.flatMap(([name, spans]) =>
      spans.map(({ days }, at) => ({ path: ['schedule', name, at, 'days'], entries: days })),
    ),
    { path: ['schedule', 'freezes'], entries: schedule.freezes },
    { path: ['experiment', 'metrics'], entries: experiment.metrics },
    { path: ['flags', 'targeting'], entries: flags.targeting },
    { path: ['dashboards'], entries: dashboards },
    { path: ['review', 'guarded'], entries: review.guarded },
    ...Object.entries(rings).map(([ring, { match }]) => ({ path: ['rings', ring, 'match'], entries: match })),
    ...Object.entries(rules).flatMap(([rule, { paths, contains, approvals }]) =>
      Object.entries({ paths, contains, approvals }).map(([name, entries]) => ({
        path: ['rules', rule, name],
        entries: entries ?? [],
      })),
    ),
    ...stepsOf(policy).flatMap(({ path, value: { watch, allow } }) => [
      { path: [...path, 'watch'], entries: Array.isArray(watch) ? watch : [] },
      { path: [...path, 'allow'], entries: allow ?? [] },
    ]),
  ];
};

const again = <T>(path: Path, entries: readonly T[], nameOf: (entry: T) => string): Finding[] => {
  const seen = new Set<string>();
  return entries.flatMap((entry, at) => {
    const name = nameOf(entry);
    if (seen.has(name)) return [{ path: [...path, at], message: `${quoted(entry)} stands here twice` }];
    seen.add(name);
    return [];
  });
};

/** The gates of a ladder stand beside those of each step: one thing confirmed twice is one person asked twice. */
const gatesOnce: PolicyRule = {
  code: 'P025',
  title: 'No gate stands twice before one step',
  fix: 'take it out of the step, or out of the ladder',
  look: (policy) =>
    laddersOf(policy).flatMap(({ path, value: { gates, steps } }) => [
      ...again([...path, 'gates'], gates, gateName),
      ...steps.flatMap((step, at) => twiceBefore(step, gates, [...path, 'steps', at, 'gates'])),
    ]),
};

const twiceBefore = ({ gates = [] }: Step, shared: readonly WrittenGate[], path: Path): Finding[] => {
  const inherited = new Set(shared.map(gateName));
  const doubled = gates.flatMap((gate, at) =>
    inherited.has(gateName(gate)) ? [{ path: [...path, at], message: 'stands among the gates of the ladder too' }] : [],
  );
  return [...doubled, ...again(path, gates, gateName)];
};

const gateName = (gate: WrittenGate): string =>
  gate.is === 'confirmed' ? `confirmed ${gate.item.id}` : canonicalJson(gate);

/** A zone with a slip of the pen passes for one by its form, and every window would be looked up in it. */
const zone: PolicyRule = {
  code: 'P026',
  title: 'The time zone is one that there is',
  fix: 'write an IANA name: UTC, Europe/Berlin, America/New_York',
  look: ({ schedule: { timeZone } }) =>
    isZone(timeZone)
      ? []
      : [
          {
            path: ['schedule', 'timeZone'],
            message: `${quoted(timeZone)} is no time zone${didYouMean(timeZone, Intl.supportedValuesOf('timeZone'))}`,
          },
        ],
};

const isZone = (timeZone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const listRules: readonly PolicyRule[] = [once, gatesOnce, zone];
