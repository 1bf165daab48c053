import { render } from 'preact';
import { App } from './app.tsx';
import { listenToKeys } from './pressed.ts';
import { hashOf, routeOf } from './route.ts';
import { sessionOf } from './session.ts';
import { aState, type Message, type State, update } from './state.ts';
import { storeOf } from './store.ts';
import { titleOf } from './title.ts';

/** Where the page begins: a store, a session that carries out what is wished for, and views that are drawn when something changed. */
const begin = (place: HTMLElement): void => {
  const store = storeOf<State, Message>(update, aState(routeOf(location.hash), Date.now()));
  const session = sessionOf(store);
  let due = false;
  const drawn = (): void => {
    due = false;
    const state = store.now();
    document.title = titleOf(state);
    render(<App state={state} say={store.say} session={session} />, place);
  };
  store.changed(() => {
    if (due) return;
    due = true;
    queueMicrotask(drawn);
  });
  place.replaceChildren();
  drawn();
  moved(store.now());
  listenToKeys(store);
};

/** Whoever goes to another page is told so, and begins at its top. */
const moved = (first: State): void => {
  let page = pageOf(first);
  window.addEventListener('hashchange', () => {
    const next = pageOf({ route: routeOf(location.hash) });
    if (next === page) return;
    page = next;
    window.scrollTo(0, 0);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('#page')?.focus({ preventScroll: true }));
  });
};

const pageOf = ({ route }: Pick<State, 'route'>): string =>
  route.is === 'list' || route.is === 'flags' ? route.is : hashOf(route);

const place = document.querySelector<HTMLElement>('#app');
if (place) begin(place);
