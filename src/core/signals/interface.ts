import { RARE } from './behaviour.ts';
import { codeLines, type Detector, type Entry, type Hit } from './detector.ts';
import type { Line, Reading } from './reading.ts';
import { ABOUT, DOES } from './words.ts';

const answer = 'Show the screen before and after.';

const entries = {
  copy: { area: 'copy', level: 'low', why: 'Texts that people read change.', answer },
  look: { area: 'interface', level: 'low', why: 'Only the look of a screen changes.', answer },
  tweak: { area: 'interface', level: 'low', why: 'A screen behaves a little differently.', answer },
  behaviour: {
    area: 'feature',
    level: 'medium',
    why: 'A screen gains a step, a control or a state, or loses one.',
    answer,
  },
  page: { area: 'feature', level: 'medium', why: 'There is a new screen or part of one.', answer },
} as const satisfies Record<string, Entry>;

/** Lines that make a screen do something: state, requests, events, decisions. */
const ACTS =
  /\buse(?:State|Effect|Query|Mutation|Reducer|Form|Memo|Callback|Store|Router)\b|\bon[A-Z]\w{1,30}\s*[=:]|@click|@submit|v-(?:if|on|model|show)\b|\bfetch\(|\baxios\b|\.(?:mutate|navigate|push|emit|dispatch|subscribe|addEventListener)\(|<form\b|<(?:button|input|select)\b|#if\b|\{%-?\s*if|\{\{#if|<%-?\s*if|ng(?:If|For|Click)|router\.|navigation\.|\bawait\b|setState|viewModel|\bsetOn\w{1,30}Listener|\.observe\(|addTarget|hx-(?:get|post)/;

const acts = (line: Line): boolean =>
  ACTS.test(line.text.slice(0, 400)) ||
  ((line.does & (DOES.when | DOES.compares | DOES.logic)) !== 0 &&
    (line.does & (DOES.calls | DOES.compares | DOES.returns)) !== 0);

const onlyLooks = (line: Line): boolean =>
  !acts(line) && ((line.about & ABOUT.visual) !== 0 || (line.does & DOES.calls) === 0);

const MARKUP =
  />[^<>]{0,400}<|>[^<>]{0,400}$|^[^<>]{0,400}<|\b(?:title|alt|placeholder|aria-label|label|description|content)="[^"]{0,400}"/g;
const bones = (line: Line): string => line.text.slice(0, 500).replaceAll(MARKUP, '><').replaceAll(/\s/g, '');

/** Prose in quotes, where the quotes hold no class and no address. */
const isRead = (line: Line): boolean =>
  line.edit?.prose === true && !/\b(?:class|className|style|id|href|src)\s*=/.test(line.text.slice(0, 500));

/** Only what stands between the tags, or in an attribute that is read out, differs. */
const onlyText = (reading: Reading): boolean =>
  reading.runs.every(
    (run) =>
      run.removed.length === run.added.length &&
      run.removed.every(
        (line, at) => line.role === 'text' || isRead(line) || bones(line) === bones(run.added[at] ?? line),
      ),
  );

const look = (reading: Reading): readonly Hit[] => {
  const { layer } = reading.place;
  const [first] = reading.runs;
  const line = first?.added[0] ?? first?.removed[0];
  if (layer === 'copy' || layer === 'style' || layer === 'asset')
    return first === undefined ? [] : [{ name: layer === 'copy' ? 'copy' : 'look', line, run: first }];
  if (layer !== 'screen' || first === undefined) return [];
  if (reading.file.status === 'added' && reading.liveAdded > 8) return [{ name: 'page', line, run: first }];
  if (onlyText(reading)) return [{ name: 'copy', line, run: first }];
  let moving = 0;
  let total = 0;
  let shown: Hit | undefined;
  for (const [one, run] of codeLines(reading)) {
    total += 1;
    if (onlyLooks(one)) continue;
    if (acts(one)) {
      moving += 1;
      shown ??= { name: 'tweak', line: one, run };
    }
  }
  if (total === 0) return [{ name: 'copy', line, run: first }];
  if (moving === 0) return [{ name: 'look', line, run: first }];
  if (shown === undefined) return [];
  if (RARE.test(reading.file.path.slice(-200)) && reading.file.status !== 'added') return [shown];
  return [moving >= 5 || (moving >= 3 && reading.live > 30) ? { ...shown, name: 'behaviour' } : shown];
};

export const screens: Detector = { family: 'interface', entries, look };
