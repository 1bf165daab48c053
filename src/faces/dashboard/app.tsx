import type { ComponentChildren } from 'preact';
import { Experiments } from './experiments/view.tsx';
import { Flags } from './flags/view.tsx';
import { linkInWords } from './link.ts';
import { List } from './list/view.tsx';
import { Login } from './login/view.tsx';
import { Icon } from './parts/icon.tsx';
import { Programmes } from './programmes/view.tsx';
import { type ActionName, askingFor } from './rollout/asking.ts';
import { Confirm } from './rollout/dialog.tsx';
import { RolloutPage } from './rollout/page.tsx';
import type { Route } from './route.ts';
import type { Session } from './session.ts';
import { documentOf, type Message, type State } from './state.ts';

type Given = { readonly state: State; readonly say: (message: Message) => void; readonly session: Session };

export const App = ({ state, say, session }: Given) => (
  <>
    <a class="skip" href="#page" onClick={toPage}>
      To the page
    </a>
    <Top state={state} leave={() => void session.leave()} />
    <main class="page" id="page" tabIndex={-1}>
      {state.locked ? <Login enter={session.enter} /> : <Page state={state} say={say} session={session} />}
    </main>
    <div class="notices" role="status" aria-live="polite">
      {state.notice ? (
        <p key={state.notice.nth} class={`notice ${state.notice.tone}`}>
          <Icon name={state.notice.tone === 'good' ? 'check' : 'warning'} /> {state.notice.text}
          <button type="button" class="plain" aria-label="Close this message" onClick={() => say({ is: 'read' })}>
            <Icon name="cross" />
          </button>
        </p>
      ) : null}
    </div>
    {state.asking ? (
      <Confirm
        asking={state.asking}
        say={(asking) => say({ is: 'asking', asking })}
        send={(asking) => void session.send(asking)}
      />
    ) : null}
  </>
);

/** The address behind `#` says which page this is, so a link to a place on it does not change it. */
const toPage = (event: Event): void => {
  event.preventDefault();
  document.querySelector<HTMLElement>('#page')?.focus();
};

const PLACES: readonly { readonly is: Route['is']; readonly hash: string; readonly name: string }[] = [
  { is: 'list', hash: '#/', name: 'Rollouts' },
  { is: 'flags', hash: '#/flags', name: 'Flags' },
  { is: 'programmes', hash: '#/programmes', name: 'Programmes' },
  { is: 'experiments', hash: '#/experiments', name: 'Experiments' },
];

/** Whoever is on this machine has nothing to sign out of. */
const HERE = 'this machine';

const Top = ({ state, leave }: { readonly state: State; readonly leave: () => void }) => {
  const { route, link, locked } = state;
  const me = locked ? undefined : documentOf(state, { kind: 'me' });
  const on = route.is === 'rollout' ? 'list' : route.is;
  return (
    <header class="top">
      <a class="brand" href="#/">
        Rampart
      </a>
      {locked ? null : (
        <nav aria-label="Pages">
          {PLACES.map(({ is, hash, name }) => (
            <a key={is} href={hash} aria-current={on === is ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      )}
      <p class={`link ${link.is}`} role="status">
        <span class="lamp" aria-hidden="true" />
        {locked ? '' : linkInWords(link)}
      </p>
      {me === undefined ? null : (
        <p class="me">
          {me.name}{' '}
          {me.proof === HERE ? null : (
            <button type="button" class="plain" onClick={leave}>
              Sign out
            </button>
          )}
        </p>
      )}
    </header>
  );
};

const Page = ({ state, say, session }: Given): ComponentChildren => {
  const { route } = state;
  switch (route.is) {
    case 'list':
      return <List state={state} sought={route.sought} more={() => say({ is: 'more-rows' })} />;
    case 'rollout':
      return (
        <RolloutPage
          key={route.id}
          state={state}
          id={route.id}
          ask={(action) => ask(action, { state, say, session })}
        />
      );
    case 'flags':
      return <Flags state={state} />;
    case 'programmes':
      return <Programmes state={state} />;
    case 'experiments':
      return <Experiments state={state} />;
    case 'nowhere':
      return (
        <p>
          There is no such page. <a href="#/">All rollouts</a>
        </p>
      );
  }
};

const ask = (action: ActionName, { state, session }: Given): void => {
  if (state.route.is !== 'rollout') return;
  const watched = documentOf(state, { kind: 'watched', id: state.route.id });
  if (watched) void session.ask(askingFor(action, watched));
};
