import type { Level } from '../values/level.ts';
import type { Detector, Entry, Hit } from './detector.ts';
import { type PackageClass, PACKAGES } from './packages.ts';
import type { Line, Reading, Run } from './reading.ts';
import { type Jump, jump, VERSION } from './versions.ts';

const answer = 'Show from the release notes what changes for this project, and that it was run against it.';

const entries = {
  security: {
    area: 'dependency',
    level: 'high',
    why: 'A library for cryptography, sign-in, sessions or cleaning input takes a new release.',
    answer,
  },
  payment: { area: 'dependency', level: 'high', why: 'A payment library takes a new release.', answer },
  foundation: {
    area: 'dependency',
    level: 'high',
    why: 'A framework, language runtime, database or driver takes a major release.',
    answer,
  },
  'foundation-minor': {
    area: 'dependency',
    level: 'medium',
    why: 'A framework, language runtime, database or driver takes a minor release.',
    answer,
  },
  major: { area: 'dependency', level: 'medium', why: 'A library takes a major release.', answer },
  ordinary: {
    area: 'dependency',
    level: 'low',
    why: 'A library takes a patch or minor release, or one that does not ship.',
    answer,
  },
  added: { area: 'dependency', level: 'low', why: 'A library is added or removed.', answer },
} as const satisfies Record<string, Entry>;

type Name = keyof typeof entries;

/** name and version on one line, in the manifests of many ecosystems. */
const PIN =
  /["'](?:@[\w.-]{1,60}\/)?([\w./-]{1,100})["']\s*(?:[:,=]|=>|==)\s*["'{(]?[^"'\d]{0,20}["']?([~^<>=v* ]{0,6}\d[\w.+-]{0,40})|^\s*([\w.-]{1,80})\s*(?:\[[\w,]{0,60}\])?\s*(?:[=~<>!]=|=|:)\s*["'{ ]{0,4}(?:version\s*[=:]\s*["'])?([~^<>=v ]{0,6}\d[\w.+-]{0,40})|^\s*([\w./-]{3,120})\s+v(\d[\w.+-]{0,40})|<PackageReference\s+(?:Include|Update)="([\w.]{1,100})"\s+Version="([^"]{1,40})"|^\s*FROM\s+(?:--platform=\S{1,40}\s+)?([\w./-]{1,100}):([\w.-]{1,60})|["']([\w.-]{1,100}:[\w.-]{1,100}):([\w.-]{1,40})["']|<([\w.-]{1,60})\.?[vV]ersion>([\w.-]{1,40})</;
const DEV_SECTION = /dev|test|lint|build-?dep|tooling|docs|plugins|androidTest|kapt|ksp/i;
const DEV_PATH =
  /(?:^|[/_.-])(?:dev|test|tests|lint|docs?|ci|tools|e2e|benchmarks?)(?:[/_.-]|$)|Tests?\.csproj|\.Tests?\.|Specs?\./i;

type Pin = { name: string; version: string; line: Line; run: Run };

const pinIn = (line: Line, run: Run): Pin | undefined => {
  const match = PIN.exec(line.text.slice(0, 300));
  if (match === null) return gemPin(line, run);
  const [name, version] = match.slice(1).filter((part) => part !== undefined);
  return name === undefined || version === undefined
    ? undefined
    : { name: name.toLowerCase().replace(/\/v\d{1,3}$/, ''), version, line, run };
};

const GEM = /^\s*(?:gem|pod|spec\.add_\w*dependency|\{:)\s*["']?([\w/-]{1,80})["']?,\s*["'][~>=< ]{0,4}(\d[\w.]{0,30})/;
const gemPin = (line: Line, run: Run): Pin | undefined => {
  const match = GEM.exec(line.text.slice(0, 300));
  const [, name, version] = match ?? [];
  return name === undefined || version === undefined ? undefined : { name: name.toLowerCase(), version, line, run };
};

/** Frameworks that come in many packages of one prefix. A plugin for a framework is not the framework. */
const FAMILIES =
  /^(?:org\.springframework|spring-|symfony\/|laravel\/framework|ktor|androidx\.compose|microsoft\.aspnetcore|@angular\/core|@nestjs\/core|io\.quarkus|action(?:pack|cable|mailer)|illuminate\/)/;

/** Whole parts of a name: `spring-security-core` is of security, `author-tools` is not. */
const classOf = (name: string): PackageClass | undefined => {
  const whole = name.replace(/^@[\w-]+\//, '');
  const parts = whole.split(/[^a-z0-9]+/);
  const has = (kind: PackageClass) =>
    PACKAGES[kind].includes(whole) ||
    (kind === 'framework' || kind === 'build'
      ? FAMILIES.test(name) && kind === 'framework'
      : parts.some((part) => part.length > 2 && PACKAGES[kind].includes(part)));
  return (['types', 'payment', 'security', 'driver', 'runtime', 'framework', 'build'] as const).find(has);
};

const judged = (kind: PackageClass | undefined, step: Jump): Name => {
  if (kind === 'types' || step === 'none') return 'ordinary';
  if (kind === 'security' || kind === 'payment') return step === 'patch' ? 'foundation-minor' : kind;
  if (kind === 'framework' || kind === 'driver' || kind === 'runtime')
    return step === 'major' ? 'foundation' : step === 'patch' ? 'ordinary' : 'foundation-minor';
  return step === 'major' ? 'major' : 'ordinary';
};

const isDev = (reading: Reading, pin: Pin): boolean =>
  DEV_PATH.test(reading.file.path.slice(-200)) ||
  DEV_SECTION.test(pin.run.hunk.section) ||
  /test|dev|lint|mock/i.test(sectionAbove(pin)) ||
  /^\s*(?:androidTest|test|kapt|ksp|debug|detekt|ktlint)\w*[\s(]/i.test(pin.line.text.slice(0, 100));

/** The heading nearest above the line, as far as the hunk shows it. */
const sectionAbove = (pin: Pin): string => {
  let heading = '';
  for (const line of pin.run.hunk.lines) {
    if (line.text === pin.line.text && line.line === pin.line.line) break;
    if (
      /^\s*(?:\[[\w.-]{1,80}\]|"[\w-]{0,40}[dD]ependencies"\s*:|group\s+:[\w, :]{1,60}|#\s*\w)/.test(
        line.text.slice(0, 120),
      )
    )
      heading = line.text.slice(0, 120);
  }
  return heading;
};

const look = (reading: Reading): readonly Hit[] => {
  if (reading.place.layer !== 'manifest' && reading.place.layer !== 'infra') return [];
  if (reading.file.status === 'added' || reading.place.extension === 'tf') return [];
  const hits: Hit[] = [];
  for (const run of reading.runs) {
    const before = new Map<string, Pin>();
    for (const line of run.removed) {
      const pin = pinIn(line, run);
      if (pin !== undefined) before.set(pin.name, pin);
    }
    for (const line of run.added) {
      const pin = pinIn(line, run);
      if (pin === undefined) continue;
      const was = before.get(pin.name);
      if (reading.place.layer === 'infra' && !/^\s*FROM\s/i.test(line.text)) continue;
      before.delete(pin.name);
      hits.push(was === undefined ? { name: 'added', line, run } : stepHit(reading, was, pin));
    }
    for (const pin of before.values()) hits.push({ name: 'added', line: pin.line, run });
  }
  return hits;
};

const stepHit = (reading: Reading, was: Pin, pin: Pin): Hit => {
  if (isDev(reading, pin)) return { name: 'ordinary', line: pin.line, run: pin.run, established: true };
  const step = jump(was.version, pin.version);
  const name = judged(classOf(pin.name), step === 'none' && VERSION.test(pin.version) ? 'unknown' : step);
  const level: Level = entries[name].level;
  return { name, line: pin.line, run: pin.run, established: true, level };
};

export const dependencies: Detector = { family: 'dependency', entries, look };
