import { CODE_OWNERS } from '../../core/policy/names.ts';
import { ok, type Result } from '../../core/problem.ts';
import { mayNot, teamsNamed } from '../../core/review/people.ts';
import { nameOf, readSlash, type Slash, USAGE } from '../../core/review/slash.ts';
import type { Ports } from '../operation.ts';
import { loadPolicy } from '../policy-file.ts';
import { actOn } from './act.ts';
import type { Answered, Asked, Matter, Reply } from './matter.ts';
import { knownOf, reviewed } from './review.ts';
import { restated, type Seen } from './see.ts';

/** Refused for the first of the reasons that there are; done where there is none. Every way out is one reaction and one answer. */
export const answerTo = async (asked: Asked, ports: Ports): Promise<Result<Answered>> => {
  const { event, seen } = asked;
  const there = seen.comments.find(({ id }) => id === event.id);
  if (there === undefined) return ok(silence('the comment is not there any more'));
  if (there.bot || there.author === seen.me) return ok(silence('what programs write commands nothing'));
  const isAsWritten = event.how === 'created' && !there.edited && there.body === event.body;
  if (!isAsWritten || event.by !== there.author || event.author !== there.author) return replied(asked, '', EDITED);
  const read = readSlash(there.body);
  if (read.is === 'none') return ok(silence('there is no command in it'));
  if (read.is === 'unclear') return replied(asked, '', { took: 'unclear', why: read.why });
  const command = nameOf(read.command);
  const matter = await matterOf(asked, read.command, ports);
  if (!matter.ok) return matter;
  const forbidden = mayNot(matter.value.person, command, matter.value.rules) ?? tooLate(matter.value);
  if (forbidden !== undefined) return replied(asked, command, { took: 'refused', why: forbidden });
  return followed(matter.value, ports);
};

const EDITED: Reply = { took: 'refused', why: 'an edited comment commands nothing: write a new one' };

const silence = (why: string): Answered => ({ command: '', took: 'nothing', why, comment: 'nothing' });

/**
 * What shapes a plan is judged by the rules of the branch it goes into, as the plan is; what moves a rollout by those of this
 * folder, so that stopping one rests on as little as can be. The branch under review has no say in either.
 */
const matterOf = async (asked: Asked, slash: Slash, ports: Ports): Promise<Result<Matter>> => {
  const { commands, event, seen, input } = asked;
  const here = await loadPolicy(ports, input.policy);
  if (!here.ok) return here;
  const shapes = slash.is !== 'act' && slash.is !== 'help' && seen.pull.open;
  const owning = here.value.policy.review.commands[nameOf(slash)].of.includes(CODE_OWNERS);
  const known = shapes || owning ? await knownOf(asked, ports) : undefined;
  if (known?.ok === false) return known;
  const policy = known?.ok ? known.value.policy : here.value;
  const owners = known?.ok ? known.value.owners : [];
  const [person, authors] = await Promise.all([
    commands.person(event.author, teamsNamed(policy.policy, owners)),
    commands.authors(seen.pull.number),
  ]);
  if (!person.ok) return person;
  if (!authors.ok) return authors;
  const rules = { review: policy.policy.review, owners, authors: authors.value };
  return ok({ ...asked, slash, person: person.value, known: known?.ok ? known.value : undefined, rules });
};

/** What shapes the plan is over with the review; what moves a rollout goes on after it, and only where it was merged. */
const tooLate = ({ slash, seen: { pull } }: Matter): string | undefined => {
  if (slash.is === 'help') return undefined;
  if (!pull.open && !pull.merged) return 'this pull request is closed, and was not merged';
  if (slash.is !== 'act') return pull.open ? undefined : 'this pull request is merged: its plan is as it was approved';
  return slash.act === 'apply' && !pull.merged ? 'merge it first: nobody can have what is not there' : undefined;
};

const followed = async (matter: Matter, ports: Ports): Promise<Result<Answered>> => {
  const { slash } = matter;
  if (slash.is === 'help' && (matter.seen.mine !== undefined || !matter.seen.pull.open))
    return replied(matter, 'help', { took: 'done', why: HELP });
  if (slash.is !== 'act') return reviewed(matter, HELP, ports);
  const reply = await actOn(matter, slash, ports);
  return reply.ok ? replied(matter, slash.act, reply.value) : reply;
};

const HELP = ['Commands, one in a comment of its own:', ...Object.values(USAGE)].join('\n');

/** In the comment that is there; where there is none a sign is enough, so that nobody can make us write one. */
const replied = async (
  { event, seen, commands }: Asked,
  command: string,
  { took, why, now }: Reply,
): Promise<Result<Answered>> => {
  const reaction = await commands.react(seen.pull.number, event.id, took);
  const written = seen.mine === undefined ? undefined : await put(seen, why, now);
  const warnings = [reaction, written].flatMap((one) => (one === undefined || one.ok ? [] : one.problems));
  const comment = written?.ok ? 'updated' : 'nothing';
  return ok({ command, took, why, comment }, warnings);
};

const put = ({ host, pull, mine, writing }: Seen, why: string, now: Reply['now']) =>
  host.put(
    pull.number,
    mine?.id,
    writing.answered(restated(mine?.body ?? '', now, { host, writing }), why, host.maxLength),
  );
