import type { HostName } from '../../ports/pr-host.ts';
import { type Renewed, SAME } from '../agent-files.ts';
import type { Ports } from '../operation.ts';
import type { Prepared, Wanted } from './wanted.ts';

/** From where a pipeline takes Rampart, where that was said, and the way from the folder to the top of the repository. */
type Placed = { readonly from: string | undefined; readonly above: string };

/** What a pipeline of that host runs on every change. */
export const workflowFiles = (host: HostName, placed: Placed, ports: Ports): Promise<readonly Wanted[]> =>
  host === 'github' ? onGithub(placed, ports) : onGitlab(placed, ports);

/** A commit, in full: whatever else names an action can be made to mean another. */
export const ACTION = /^[\w.-]+\/[\w.-]+(?:\/[\w.-]+)*@[0-9a-f]{40}$/;
export const IMAGE = /^[\w.-]+(?::\d+)?(?:\/[\w.-]+)*(?::[\w.-]+|@sha256:[0-9a-f]{64})?$/;

const ZEROS = `your-organisation/rampart@${'0'.repeat(40)}`;
const ACTION_PLACE = /your-organisation\/rampart@0{40} # [^\n]*/g;
const IMAGE_PLACE = 'images.example.com/rampart:1.0.0';
const OWN_JOB = '.gitlab/rampart.yml';

const GITHUB_FILES = [
  { ours: 'comment.yml', theirs: 'rampart.yml' },
  { ours: 'commands.yml', theirs: 'rampart-commands.yml' },
] as const;

const onGithub = ({ from, above }: Placed, { bundle }: Ports): Promise<readonly Wanted[]> =>
  Promise.all(
    GITHUB_FILES.map(async ({ ours, theirs }) => {
      const text = await bundle.read(`examples/github/${ours}`);
      return whole(`${above}.github/workflows/${theirs}`, from ? text.replaceAll(ACTION_PLACE, from) : text);
    }),
  );

const onGitlab = async ({ from = IMAGE_PLACE, above }: Placed, { bundle }: Ports): Promise<readonly Wanted[]> => [
  whole(`${above}${OWN_JOB}`, await bundle.read('templates/review/template.yml')),
  {
    path: `${above}.gitlab-ci.yml`,
    next: (there) => included(there, `include:\n  - local: ${OWN_JOB}\n    inputs: { image: '${from}' }\n`),
    mayReplace: false,
  },
];

const whole = (path: string, text: string): Wanted => ({
  path,
  next: (there) => (there === undefined || there === text ? { text } : { kept: 'it is another than would be written' }),
  mayReplace: true,
});

/** Somebody's own pipeline is not written into: where an include belongs in it, they know. */
const included = (there: string | undefined, text: string): Renewed => {
  if (there === undefined || there.trim() === '') return { text };
  return { kept: there.includes(OWN_JOB) ? SAME : 'it is yours: the include goes in by hand' };
};

/** What is left to do by hand before a pipeline runs it. */
export const workflowTodo = (
  host: HostName,
  from: string | undefined,
  prepared: readonly Prepared[],
): readonly string[] => {
  if (host === 'github') return from === undefined ? zerosIn(prepared) : [];
  const own = prepared.find(({ path }) => path.endsWith('.gitlab-ci.yml'));
  return [
    ...(own?.is === 'left'
      ? [`in ${own.path}: include: [{ local: ${OWN_JOB}, inputs: { image: ${from ?? IMAGE_PLACE} } }]`]
      : []),
    ...(from === undefined
      ? [`name an image that has Rampart in it, for ${IMAGE_PLACE} in ${placesOf(IMAGE_PLACE, prepared)}`]
      : []),
    'give the pipeline GITLAB_TOKEN: a project access token with the scope api, masked',
  ];
};

/** Where Rampart is kept for its pipelines nobody but the team knows: each line is named, and the way to have it filled in. */
const zerosIn = (prepared: readonly Prepared[]): readonly string[] => {
  const places = placesOf(ZEROS, prepared);
  return places === ''
    ? []
    : [
        `say whence GitHub takes Rampart, at ${places}: uses: OWNER/NAME@COMMIT`,
        'or have it written there: rampart init --workflow github --from OWNER/NAME@COMMIT --force',
      ];
};

/** `file:line` of each place that still holds what stands in for a name. */
const placesOf = (what: string, prepared: readonly Prepared[]): string =>
  prepared
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, at) => (line.includes(what) ? [`${path}:${at + 1}`] : [])),
    )
    .join(', ');
