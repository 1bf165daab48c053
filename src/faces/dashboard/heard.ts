import type { Answer } from './ask.ts';
import type { Message, State } from './state.ts';
import type { Store } from './store.ts';

export type Here = Store<State, Message>;

/** Every answer says something of the connection, and one of them that somebody has to prove who they are. */
export const heard = (answer: Answer, here: Here): void => {
  here.say({ is: 'link', news: answer.is === 'silent' ? 'unanswered' : 'answered' });
  if (answer.is === 'refused' && answer.status === 401) here.say({ is: 'locked' });
};
