import { harmFor, inNextPhase, noEvidence, withWindow } from '../../src/core/guards/evidence.ts';
import { benchPlan, ours, paceBenchPlan, PHASE_MINUTES, RAMP, type Run } from './ours.ts';
import { bound, type Peer, peers } from './peers.ts';
import { BOUNDS, CLEAN, INCIDENT, REGRESSIONS, type Service, type Story, type Stream, streamOf } from './streams.ts';

/**
 * `npm run bench:guards -- --replicas 40 --seed 1`: everybody sees the same request streams, minute by minute. Prints
 * a table and writes nothing. Seeds are counted up from the one that is given, so another seed is another world.
 */
const numberAfter = (word: string, otherwise: number): number => {
  const at = process.argv.indexOf(word);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const REPLICAS = numberAfter('--replicas', 40);
const SEED = numberAfter('--seed', 1);
const SERVICE: Service = { perMinute: numberAfter('--rpm', 6000), users: numberAfter('--users', 200_000) };
const DISTINCT = !process.argv.includes('--raw');

const MINUTES = PHASE_MINUTES * RAMP.length;

/** On the common ramp, whoever judges: 60 minutes a phase, the last of them watched as well. */
const along = (peer: Peer, stream: Stream): Run => {
  const look = peer.begin();
  let harm = 0;
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const percent = RAMP[Math.floor(minute / PHASE_MINUTES)] ?? 100;
    const now = stream(minute, percent / 100);
    harm += now.harm;
    if (look(now, minute)) return { end: 'rolled-back', minutes: minute + 1, harm };
  }
  return { end: 'completed', minutes: MINUTES - PHASE_MINUTES, harm };
};

type Judge = { readonly name: string; readonly run: (stream: Stream) => Run };

const plan = benchPlan(SERVICE.perMinute);
const paced = paceBenchPlan(SERVICE.perMinute);
const everybody: readonly Judge[] = [
  { name: 'Rampart', run: (stream) => ours(plan, stream, DISTINCT) },
  { name: 'Rampart, pace on evidence', run: (stream) => ours(paced, stream, DISTINCT) },
  ...[...peers, bound].map((peer) => ({ name: peer.name, run: (stream: Stream) => along(peer, stream) })),
];
/** `--only Rampart` leaves the others out; the bound is what all are held against. */
const only = process.argv.includes('--only') ? (process.argv[process.argv.indexOf('--only') + 1] ?? '') : '';
const judges = everybody.filter(({ name }) => name.includes(only) || name === bound.name);

/** The last minutes of streams are asked for again and again: each is drawn once. */
const remembered = (stream: Stream): Stream => {
  const known = new Map<number, ReturnType<Stream>>();
  return (minute, share) => {
    const key = minute * 1000 + Math.round(share * 100);
    const found = known.get(key) ?? stream(minute, share);
    known.set(key, found);
    return found;
  };
};

const runsOf = (story: Story, count: number): Run[][] => {
  const runs = judges.map((): Run[] => []);
  for (let nth = 0; nth < count; nth += 1) {
    const stream = remembered(streamOf(story, SERVICE, SEED * 100_003 + nth));
    for (const [at, { run }] of judges.entries()) runs[at]?.push(run(stream));
  }
  return runs;
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const share = (runs: readonly Run[], is: (run: Run) => boolean): string =>
  `${((100 * runs.filter(is).length) / runs.length).toFixed(1)} %`;
const back = ({ end }: Run): boolean => end === 'rolled-back';

const started = performance.now();
/** `--no-harm` leaves the regressions out: streams enough to see how often good changes are taken back. */
const HARM = process.argv.includes('--no-harm') ? [] : REGRESSIONS;
const bad = HARM.map((story) => runsOf(story, REPLICAS));
const [clean, incident] = [runsOf(CLEAN, 3 * REPLICAS), runsOf(INCIDENT, 3 * REPLICAS)];
for (const { why, minutes } of [...clean, ...incident].flat())
  if (why !== undefined) process.stdout.write(`taken back for nothing after ${minutes} min: ${why}\n`);
const best = bad.map((runs) => mean((runs.at(-1) ?? []).map(({ harm }) => harm)));

const rows = judges.map(({ name }, at) => {
  const harms = bad.map((runs) => mean((runs[at] ?? []).map(({ harm }) => harm)));
  const ratio = Math.exp(
    mean(harms.map((harm, nth) => Math.log(Math.max(harm, 1e-9) / Math.max(best[nth] ?? 1, 1e-9)))),
  );
  const [well, upstream] = [clean[at] ?? [], incident[at] ?? []];
  const done = well.filter(({ end }) => end === 'completed').map(({ minutes }) => minutes);
  return [
    name,
    ratio.toFixed(2),
    String(Math.round(harms.reduce((sum, harm) => sum + harm, 0))),
    share(
      bad.flatMap((runs) => runs[at] ?? []),
      (run) => !back(run),
    ),
    share(well, back),
    share(upstream, back),
    done.length > 0 ? mean(done).toFixed(0) : '—',
    ...harms.map((harm) => (harm < 100 ? harm.toFixed(1) : harm.toFixed(0))),
  ];
});

const HEADINGS = [
  'judge',
  'harm ÷ bound',
  'bad requests',
  'missed',
  'false, clean',
  'false, incident',
  'min to 100 %',
  ...HARM.map(({ name }) => name),
];
process.stdout.write(
  `${SERVICE.perMinute} requests/min, ${SERVICE.users} users, ${REPLICAS} streams a case (${3 * REPLICAS} clean, ${3 * REPLICAS} with incidents), seed ${SEED}${DISTINCT ? '' : ', raw counts'}\n`,
);
for (const row of [HEADINGS, ...rows]) process.stdout.write(`| ${row.join(' | ')} |\n`);

/** One look at everything, eight groups included. */
const LOOKS = 20_000;
const tally = { treated: { of: 60, bad: 1 }, control: { of: 5940, bad: 30 } };
const groups = Object.fromEntries(Array.from({ length: 8 }, (_, nth) => [`group-${nth}`, tally]));
const buckets = [...BOUNDS, 0].map((_, at) => at + 1);
const setting = { good: 'down', limit: undefined, phases: 5 } as const;
let errors = inNextPhase(noEvidence({ ...setting, kind: 'ratio', tolerated: 1.05 }));
let waits = inNextPhase(noEvidence({ ...setting, kind: 'latency', tolerated: 1.03 }));
const from = process.cpuUsage();
let kept = 0;
for (let look = 0; look < LOOKS; look += 1) {
  errors = withWindow(errors, { samples: 60, others: 5940, counts: tally, distinct: true, segments: groups });
  waits = withWindow(waits, {
    samples: 60,
    others: 5940,
    latency: { bounds: BOUNDS, treated: buckets, control: buckets },
  });
  kept += harmFor(errors) + harmFor(waits);
}
process.stdout.write(
  `one look, two metrics and 8 groups: ${(process.cpuUsage(from).user / LOOKS).toFixed(1)} µs${kept < 0 ? '!' : ''}\n`,
);
process.stdout.write(`took ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
