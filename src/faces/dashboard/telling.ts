import type { FlagView } from '../../app/flag-service/view.ts';
import type { Preview } from '../../app/preview.ts';
import { type Answer, look, tell } from './ask.ts';
import { commandOf, ownFlagAddress, type Said } from './documents.ts';
import { type FlagAsking, flagActionCalled, flagMissing, flagRequest, lookedAgain } from './flags/asking.ts';
import { heard, type Here } from './heard.ts';
import { actionCalled } from './rollout/actions.ts';
import { type Asking, bodyOf, foreseen, mayBeForeseen, missingIn, previewAddress } from './rollout/asking.ts';

/** Begins a command, or asks for another form of it: what would come of it is asked for. */
export const askingOf =
  (here: Here) =>
  async (asking: Asking): Promise<void> => {
    here.say({ is: 'asking', asking });
    if (!mayBeForeseen(asking)) return;
    const address = previewAddress(asking);
    const answer = await look(address);
    heard(answer, here);
    // Whoever has left it meanwhile, or begun something else, is not brought back to it.
    const now = here.now().asking;
    if (now?.about !== 'rollout' || previewAddress(now) !== address) return;
    const next =
      answer.is === 'there'
        ? foreseen(now, answer.document as Preview, answer.tag)
        : { ...now, busy: false, problems: problemsOf(answer) };
    here.say({ is: 'asking', asking: next });
  };

export const sendingFor =
  (here: Here, lookNow: () => void) =>
  async (asking: Asking | FlagAsking): Promise<void> => {
    const missing = asking.about === 'flag' ? flagMissing(asking) : missingIn(asking);
    if (missing !== undefined) return here.say({ is: 'asking', asking: { ...asking, problems: [unsaid(missing)] } });
    here.say({ is: 'asking', asking: { ...asking, busy: true, problems: [] } });
    const { address, body, tag } = requestOf(asking);
    const answer = await tell(address, body, tag);
    heard(answer, here);
    const stays = isWaitedFor(address, here);
    if (answer.is === 'there') {
      if (stays) here.say({ is: 'asking', asking: undefined });
      here.say({ is: 'said', tone: 'good', text: doneOf(asking) });
      lookNow();
    } else if (!stays) here.say({ is: 'said', tone: 'bad', text: notDone(asking, problemsOf(answer)) });
    else if (answer.is === 'refused' && answer.status === 412) {
      lookNow();
      await again(asking, here);
    } else here.say({ is: 'asking', asking: { ...asking, busy: false, problems: problemsOf(answer) } });
  };

const requestOf = (asking: Asking | FlagAsking) =>
  asking.about === 'flag' ? flagRequest(asking) : { address: commandOf(asking), body: bodyOf(asking), tag: asking.tag };

const doneOf = (asking: Asking | FlagAsking): string =>
  (asking.about === 'flag' ? flagActionCalled(asking.action) : actionCalled(asking.action))?.done ?? '';

/** Whoever has gone elsewhere meanwhile, or begun something else, is not brought back to it. */
const isWaitedFor = (address: string, here: Here): boolean => {
  const { asking } = here.now();
  return asking?.busy === true && requestOf(asking).address === address;
};

const notDone = (asking: Asking | FlagAsking, [why]: readonly Said[]): string =>
  `${asking.action} ${asking.about === 'flag' ? asking.flag.name : asking.rollout}: ${why?.message ?? 'not done'}`;

/** It was not what they had looked at: what would come of it now is shown, and what they typed stays. */
const again = async (asking: Asking | FlagAsking, here: Here): Promise<void> => {
  if (asking.about === 'rollout')
    return askingOf(here)({ ...asking, preview: undefined, moved: true, agreed: false, problems: [] });
  const answer = await look(ownFlagAddress(asking.flag.name));
  heard(answer, here);
  if (!isWaitedFor(requestOf(asking).address, here)) return;
  const next =
    answer.is === 'there'
      ? lookedAgain(asking, answer.document as FlagView)
      : { ...asking, busy: false, problems: problemsOf(answer) };
  here.say({ is: 'asking', asking: next });
};

const unsaid = (message: string): Said => ({ code: 'unsaid', message, hint: '' });

export const problemsOf = (answer: Answer): readonly Said[] =>
  answer.is === 'refused'
    ? answer.problems
    : [unsaid('The service did not answer: nothing is known to have been done.')];
