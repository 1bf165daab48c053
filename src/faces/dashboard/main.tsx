import { render } from 'preact';
import { App } from './app.tsx';
import { hashOf, routeOf } from './route.ts';
import { sessionOf } from './session.ts';
import { aState, type Message, type State, update } from './state.ts';
import { storeOf } from './store.ts';

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
  document.addEventListener('keydown', toSearch);
};

/** `/` goes to the search, unless somebody types. */
const toSearch = (event: KeyboardEvent): void => {
  const search = document.querySelector<HTMLInputElement>('#search');
  const types = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
  if (event.key !== '/' || types || !search) return;
  event.preventDefault();
  search.focus();
};

const titleOf = ({ route }: State): string => (route.is === 'rollout' ? `${route.id} · Rampart` : 'Rampart');

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

const pageOf = ({ route }: Pick<State, 'route'>): string => (route.is === 'list' ? 'list' : hashOf(route));

const place = document.querySelector<HTMLElement>('#app');
if (place) begin(place);
