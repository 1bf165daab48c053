import { type Detector, type Entry, type Hit } from './detector.ts';
import type { Line, Reading, Run } from './reading.ts';
import { jump } from './versions.ts';

const answer = 'Show what a plan or a rendered manifest says before and after.';

const entries = {
  grant: { area: 'exposure', level: 'critical', why: 'Who or what may act on running infrastructure changes.', answer },
  exposure: {
    area: 'exposure',
    level: 'critical',
    why: 'What can be reached from outside, or how it is encrypted, changes.',
    answer,
  },
  address: {
    area: 'infrastructure',
    level: 'high',
    why: 'A resource is created, keyed or named differently: it may be replaced.',
    answer,
  },
  removed: { area: 'infrastructure', level: 'high', why: 'A resource, or a part that runs, is removed.', answer },
  selector: {
    area: 'infrastructure',
    level: 'high',
    why: 'A selector, a claim or a resource definition changes that cannot be changed in place.',
    answer,
  },
  startup: { area: 'infrastructure', level: 'high', why: 'What runs when the service starts changes.', answer },
  'base-image': {
    area: 'infrastructure',
    level: 'medium',
    why: 'The image that everything stands on changes.',
    answer,
  },
  'changed-default': { area: 'infrastructure', level: 'medium', why: 'A value that is in force changes.', answer },
  knob: {
    area: 'infrastructure',
    level: 'low',
    why: 'There is a new setting that changes nothing until it is set.',
    answer,
  },
  'major-release': {
    area: 'contract',
    level: 'high',
    why: 'A chart, a module or a provider takes a major version.',
    answer,
  },
  template: { area: 'infrastructure', level: 'medium', why: 'What is deployed is put together differently.', answer },
  pipeline: {
    area: 'infrastructure',
    level: 'medium',
    why: 'How releases are built, published or deployed changes.',
    answer: 'Show that the step only tests.',
  },
  script: { area: 'process', level: 'low', why: 'A script that people run by hand changes.', answer },
} as const satisfies Record<string, Entry>;

type Name = keyof typeof entries;

const GRANT =
  /^\s*"?(?:actions?|not_?actions|verbs|apiGroups|Effect|effect|Action|NotAction|Principal|roleRef)"?\s*[:=]|^\s*(?:-\s*)?["'](?:[a-z0-9-]{2,40}:(?:[A-Z*][\w*]{0,60}|\*))["'],?|kind:\s*["']?(?:Cluster)?Role(?:Binding)?\b|^\s*resource\s+"[\w-]{0,60}iam\w{0,60}"|arn:aws[\w-]{0,10}:iam::aws:policy|(?:^|\s)verbs:|-\s*(?:get|list|watch|create|update|patch|delete|impersonate|escalate)\s*$|automountServiceAccountToken/;
const EXPOSURE =
  /0\.0\.0\.0\/0|::\/0|publicly_accessible|public_access|cidr_blocks|^\s*(?:ingress|egress)\b|kind:\s*(?:Ingress|NetworkPolicy|Gateway)|ingressClassName|policyTypes|sg_rule|security_group_rule|networkPolicy|kms_key|encrypt(?:ed|ion)|privileged:|allowPrivilegeEscalation|runAsUser|runAsNonRoot|hostNetwork|hostPort|LoadBalancer|nodePort|ssl_policy|min_tls|tls_?version|certificate|secretKeyRef|secretName|\bsecret\b|allow_?public|endpoint_public|block_public|server_side_encryption|force_ssl|ssl_mode|proxy_pass|server_tokens|add_header/i;
const ADDRESS = /^\s*(?:count|for_each)\s*=|^\s*resource\s+"[\w-]{1,80}"|^\s*module\s+"/;
const SELECTOR =
  /matchLabels|selector:|volumeClaimTemplates|clusterIP:|storageClassName|kind:\s*(?:CustomResourceDefinition|StatefulSet|PersistentVolumeClaim)|served:|storage:\s*(?:true|false)|preserveUnknownFields|helm\.sh\/hook|strategy:/;
const STARTUP =
  /^\s*(?:ENTRYPOINT|CMD|USER|WORKDIR|EXPOSE|VOLUME|STOPSIGNAL)\b|^\s*(?:command|args|entrypoint):|livenessProbe|readinessProbe|startupProbe|initContainers|migrat|^\s*exec\s/;
const IMAGE =
  /^\s*(?:FROM\s+(?:--platform=\S{1,60}\s+)?|image:\s*["']?|ARG\s+\w{1,60}=|base_image\s*[:=]\s*["']?|\w{0,40}_?(?:version|image|digest)\w{0,20}\s*[:=]\s*["']?)([\w./@-]{1,160}?)?[:@]?((?:sha256:[0-9a-f]{8,64})|v?\d[\w.+-]{0,60})/i;
const RELEASE =
  /^\s*(?:version|appVersion|required_version|source\s*=\s*"hashicorp)\s*[:=]\s*["']?[>=~ v"']{0,5}(\d[\w.-]{0,30})/;
const KNOB =
  /=\s*(?:0|null|false|""|\{\}|\[\])\s*(?:#.*)?$|(?:enabled?|create)\w{0,30}\s*[:=]\s*["']?false|default\s*=\s*(?:null|false|""|\{\}|\[\])|:\s*(?:\{\}|\[\]|""|null|false|~)\s*(?:#.*)?$|^\s*#/i;
const DOCS = /^\s*(?:description|#|\/\/)/;

/** Names of the settings that a run hangs on. Whether they are new, and off, only the whole change can tell. */
const SWITCH = /(?:var\.|defaults\["|\.Values\.(?:[\w]{1,60}\.){0,6})([A-Za-z_]\w{1,80})/g;
const switches = (run: Run): readonly string[] =>
  run.added
    .slice(0, 60)
    .flatMap((line) => [...line.text.slice(0, 300).matchAll(SWITCH)].map((match) => match[1] ?? ''));

const optional = (run: Run): boolean =>
  run.added.some((line) =>
    /\.Values\.\w{1,60}|=\s*var\.\w{1,80}\s*$|\{\{-?\s*(?:if|with)\b|count\s*=\s*var\.|for_each\s*=\s*var\.|dynamic\s+"|try\(|var\.\w{1,60}\s*\?|lookup\(/.test(
      line.text.slice(0, 300),
    ),
  );

/** Files that say who reaches whom, whatever their lines look like. */
const NETWORK_FILE = /network-?policy|firewall/i;

/** The unchanged lines just above, where a changed one hangs on a key that is not changed itself. */
const above = (run: Run): string => {
  const first = run.removed[0] ?? run.added[0];
  let seen: string[] = [];
  for (const line of run.hunk.lines) {
    if (first !== undefined && line.text === first.text) break;
    if (line.kind === 'context') seen = [...seen.slice(-1), line.text.slice(0, 200)];
  }
  return seen.join(' ');
};

const lineName = (line: Line, run: Run, name: string, above: string): Name | undefined => {
  const text = line.text.slice(0, 400);
  if (DOCS.test(text)) return undefined;
  if (GRANT.test(text)) return 'grant';
  if (EXPOSURE.test(text) || NETWORK_FILE.test(name)) return 'exposure';
  if (SELECTOR.test(text) || SELECTOR.test(above)) return 'selector';
  if (/secretKeyRef/.test(above)) return 'exposure';
  if (ADDRESS.test(text))
    return run.removed.length === 0 && /^\s*(?:resource|module)\s/.test(text) ? undefined : 'address';
  if (STARTUP.test(text)) return 'startup';
  return undefined;
};

const values = (reading: Reading): boolean =>
  /values[\w.-]*\.ya?ml$|variables[\w-]*\.tf$|\.tfvars$/.test(reading.place.name);

const byRun = (reading: Reading, run: Run): Hit[] => {
  const hits: Hit[] = [];
  const soft = optional(run) ? switches(run) : [];
  if (values(reading)) return valueHits(run);
  const over = above(run);
  for (const line of [...run.removed, ...run.added]) {
    if (line.reordered || line.edit?.glue || line.edit?.prose) continue;
    const name = lineName(line, run, reading.place.name, over);
    if (name === undefined) continue;
    hits.push({ name, line, run, switches: soft, established: soft.length === 0 && shows(name, line, run) });
  }
  if (hits.length === 0) hits.push(plainHit(run, soft));
  return hits;
};

const shows = (name: Name, line: Line, run: Run): boolean => {
  if (name === 'grant') return /["'][\w-]{2,40}:|verbs|resources|apiGroups/.test(line.text.slice(0, 300));
  if (name === 'address') return /^\s*(?:count|for_each)\s*=/.test(line.text.slice(0, 200));
  return (
    name === 'exposure' &&
    line.edit !== undefined &&
    /true|false|0\.0\.0\.0\/0/.test(line.text.slice(0, 300)) &&
    run.removed.length > 0
  );
};

const plainHit = (run: Run, soft: readonly string[]): Hit => ({
  switches: soft,
  name: run.added.every((line) => KNOB.test(line.text.slice(0, 300))) && run.removed.length === 0 ? 'knob' : 'template',
  line: run.added[0] ?? run.removed[0],
  run,
});

const keyOf = (line: Line): string =>
  /^\s*(?:-\s*)?["']?([\w.-]{1,80})["']?\s*[:=]/.exec(line.text.slice(0, 200))?.[1] ?? '';

/** A values file is what people set: a key that goes breaks them, a value that changes reaches them. */
const valueHits = (run: Run): Hit[] => {
  const before = new Map(run.removed.map((line) => [keyOf(line), line]));
  const after = new Map(run.added.map((line) => [keyOf(line), line]));
  const hits: Hit[] = [];
  for (const [key, line] of before) {
    if (key === '' || line.reordered) continue;
    if (!after.has(key)) hits.push({ name: 'removed', line, run });
    else hits.push({ name: 'changed-default', line: after.get(key), run });
  }
  const [, first] = [...after].find(([key]) => key !== '' && !before.has(key)) ?? [];
  if (hits.length === 0 && first !== undefined) hits.push({ name: 'knob', line: first, run });
  return hits;
};

const imageHits = (reading: Reading): Hit[] => {
  const hits: Hit[] = [];
  for (const run of reading.runs)
    for (const [at, line] of run.added.entries()) {
      const was = run.removed[at] ?? run.removed[0];
      if (was === undefined) continue;
      const [a, b] = [IMAGE.exec(was.text.slice(0, 300)), IMAGE.exec(line.text.slice(0, 300))];
      if (a === null || b === null) continue;
      const step = jump(a[2] ?? '', b[2] ?? '');
      if (step === 'none') continue;
      hits.push({
        name: 'base-image',
        line,
        run,
        level: step === 'major' && !/sha256/.test(line.text) ? 'high' : step === 'patch' ? 'low' : 'medium',
        established: true,
      });
    }
  return hits;
};

const versionIn = (line: Line): string | undefined => RELEASE.exec(line.text.slice(0, 200))?.[1];

const releaseHits = (reading: Reading): Hit[] => {
  const hits: Hit[] = [];
  for (const run of reading.runs) {
    for (const line of run.added) {
      const is = versionIn(line);
      const was = run.removed
        .filter((one) => keyOf(one) === keyOf(line))
        .map(versionIn)
        .find((version) => version !== undefined);
      if (was === undefined || is === undefined) continue;
      const step = jump(was, is);
      if (step === 'major') hits.push({ name: 'major-release', line, run, established: true });
      else if ((keyOf(line) === 'appVersion' && step === 'minor') || /required_version|hashicorp/.test(line.text))
        hits.push({ name: 'changed-default', line, run });
    }
  }
  return hits;
};

const RELEASES = /release|publish|deploy|docker|push|registry|sign|upload|goreleaser|fastlane/i;

const look = (reading: Reading): readonly Hit[] => {
  const { layer, name, extension } = reading.place;
  if (layer === 'pipeline') return pipelineHits(reading);
  if (/^Chart\.yaml$|^versions\.tf$/i.test(name)) return releaseHits(reading);
  const [first] = reading.runs;
  if (layer === 'script')
    return first === undefined ? [] : [{ name: 'script', line: first.added[0] ?? first.removed[0], run: first }];
  if (layer !== 'infra' || first === undefined) return [];
  if (reading.file.status === 'deleted') return [{ name: 'removed', line: first.removed[0], run: first }];
  if (reading.file.status === 'added') return addedHits(reading, first);
  if (extension === 'tf' && /^(?:outputs?|variables)[\w-]*\.tf$/.test(name))
    return reading.runs.flatMap((run) =>
      name.startsWith('variables') ? [] : [{ name: 'knob', line: run.added[0] ?? run.removed[0], run }],
    );
  const images = imageHits(reading);
  const shown = new Set(images.map((hit) => hit.line));
  return [
    ...images,
    ...reading.runs.filter((run) => !run.added.some((line) => shown.has(line))).flatMap((run) => byRun(reading, run)),
  ];
};

const addedHits = (reading: Reading, first: Run): Hit[] => {
  const grant = first.added.find((line) => GRANT.test(line.text.slice(0, 300)));
  const optional = /\{\{-?\s*if/.test(first.added[0]?.text ?? '') || reading.place.extension === 'tf';
  return [
    {
      name: grant === undefined || optional ? 'template' : 'grant',
      line: grant ?? first.added[0],
      run: first,
      level: grant === undefined ? 'medium' : optional ? 'medium' : 'high',
    },
  ];
};

const pipelineHits = (reading: Reading): Hit[] => {
  const [first] = reading.runs;
  if (first === undefined) return [];
  return RELEASES.test(reading.file.path.slice(-200))
    ? [{ name: 'pipeline', line: first.added[0] ?? first.removed[0], run: first }]
    : [];
};

export const infrastructure: Detector = { family: 'infra', entries, look };
