/** A state, what messages make of it, and who is told when it has changed. */
export type Store<State, Message> = {
  readonly now: () => State;
  readonly say: (message: Message) => void;
  readonly changed: (listener: (state: State) => void) => void;
};

export const storeOf = <State, Message>(
  update: (state: State, message: Message) => State,
  first: State,
): Store<State, Message> => {
  let state = first;
  const listeners: ((state: State) => void)[] = [];
  return {
    now: () => state,
    say: (message) => {
      const next = update(state, message);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener(state);
    },
    changed: (listener) => void listeners.push(listener),
  };
};
