import type { Pressed } from './key.ts';
import type { Line, Size } from './line.ts';

/**
 * An interface as values: what there is, what a message makes of it, what is to be seen of it, and what is wished for.
 * Wishes are carried out outside, by operations; what came of them comes back as a message.
 */
export type Interface<State, Message, Wish> = {
  readonly update: (state: State, message: Message) => State;
  readonly keys: (state: State, key: Pressed) => readonly (Message | { readonly wish: Wish })[];
  readonly view: (state: State, size: Size) => readonly Line[];
};

export type Store<State, Message> = {
  readonly now: () => State;
  readonly say: (message: Message) => void;
  readonly press: (key: Pressed) => void;
  readonly view: (size: Size) => readonly Line[];
  /** Called after each change; gives back how to be called no more. */
  readonly changed: (listener: () => void) => () => void;
};

export const storeOf = <State, Message extends object, Wish>(
  { update, keys, view }: Interface<State, Message, Wish>,
  first: State,
  grant: (wish: Wish, say: (message: Message) => void) => void,
): Store<State, Message> => {
  let state = first;
  const listeners = new Set<() => void>();
  const say = (message: Message): void => {
    const next = update(state, message);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };
  return {
    now: () => state,
    say,
    press: (key) => {
      for (const one of keys(state, key)) {
        if ('wish' in one) grant(one.wish as Wish, say);
        else say(one as Message);
      }
    },
    view: (size) => view(state, size),
    changed: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
