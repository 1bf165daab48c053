import type { Wish } from './keys.ts';
import { wishOf } from './keys.ts';
import type { Message, State } from './state.ts';
import type { Store } from './store.ts';

/** Keys of a page do something while nobody types, no dialog is open, and nobody has switched them off. */
export const listenToKeys = (store: Store<State, Message>): void => {
  store.say({ is: 'keys', on: kept() });
  document.addEventListener('keydown', (event) => {
    const { route, keys, locked } = store.now();
    if (!keys || locked || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return;
    const wish = wishOf(event.key, route);
    if (!wish || !carriedOut(wish, store.say)) return;
    event.preventDefault();
  });
};

const isTaken = (target: EventTarget | null): boolean =>
  document.querySelector('dialog[open]') !== null ||
  (target instanceof HTMLElement && target.matches('input:not([type=radio], [type=checkbox]), textarea, select'));

/** Whether there was anything to do. */
const carriedOut = (wish: Wish, say: (message: Message) => void): boolean => {
  switch (wish.is) {
    case 'help':
      say({ is: 'help', open: true });
      return true;
    case 'search':
      return focused(document.querySelector('#search'));
    case 'row':
      return focused(rowBeside(wish.by));
    case 'go':
      location.hash = wish.hash;
      return true;
    case 'act':
      return begun(document.querySelector(`[data-action="${wish.action}"]`));
  }
};

const focused = (element: HTMLElement | null | undefined): boolean => {
  element?.focus();
  return element instanceof HTMLElement;
};

const begun = (button: HTMLElement | null): boolean => {
  button?.click();
  return button !== null;
};

const rowBeside = (by: number): HTMLElement | undefined => {
  const rows = [...document.querySelectorAll<HTMLElement>('.row')];
  const at = rows.findIndex((row) => row === document.activeElement);
  return rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
};

/** Kept in this browser, and told nobody. */
const PLACE = 'rampart.keys';

const kept = (): boolean => {
  try {
    return localStorage.getItem(PLACE) !== 'off';
  } catch {
    return true;
  }
};

export const keep = (on: boolean): void => {
  try {
    localStorage.setItem(PLACE, on ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing has it as it is until the page is left.
  }
};
