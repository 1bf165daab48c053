import type { ComponentChildren } from 'preact';
import { Experiments } from './experiments/view.tsx';
import { Flags } from './flags/view.tsx';
import type { FlagAsking } from './flags/asking.ts';
import { FlagDialog } from './flags/dialog.tsx';
import { linkInWords } from './link.ts';
import { List } from './list/view.tsx';
import { Login } from './login/view.tsx';
import { Help } from './parts/help.tsx';
import { Icon } from './parts/icon.tsx';
import { keep } from './pressed.ts';
import { Programmes } from './programmes/view.tsx';
import type { ActionName } from './rollout/actions.ts';
import { type Asking, askingFor } from './rollout/asking.ts';
import { RolloutDialog } from './rollout/dialog.tsx';
import { RolloutPage } from './rollout/page.tsx';
import type { Route } from './route.ts';
import type { Session } from './session.ts';
import { documentOf, type Message, shownFrom, type State } from './state.ts';
import { moment, sinceInWords } from './words.ts';

type Given = { readonly state: State; readonly say: (message: Message) => void; readonly session: Session };

export const App = ({ state, say, session }: Given) => (
  <>
    <a class="skip" href="#page" onClick={toPage}>
      To the page
    </a>
    <Top state={state} leave={() => void session.leave()} />
    <main class="page" id="page" tabIndex={-1}>
      {state.locked ? null : <Old atMs={shownFrom(state)} state={state} look={session.look} />}
      {state.locked ? <Login enter={session.enter} /> : <Page state={state} say={say} session={session} />}
    </main>
    {state.locked ? null : <Foot keys={() => say({ is: 'help', open: true })} />}
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
    <Dialog state={state} say={say} session={session} />
    {state.help ? (
      <Help
        on={state.keys}
        set={(on) => {
          keep(on);
          say({ is: 'keys', on });
        }}
        leave={() => say({ is: 'help', open: false })}
      />
    ) : null}
  </>
);

const Dialog = ({ state: { asking }, say, session }: Given) => {
  if (asking === undefined) return null;
  return asking.about === 'flag' ? (
    <FlagDialog
      asking={asking}
      say={(next: FlagAsking | undefined) => say({ is: 'asking', asking: next })}
      send={(next) => void session.send(next)}
    />
  ) : (
    <RolloutDialog
      asking={asking}
      say={(next: Asking | undefined) => say({ is: 'asking', asking: next })}
      ask={(next) => void session.ask(next)}
      send={(next) => void session.send(next)}
    />
  );
};

type Aged = { readonly atMs: number | undefined; readonly state: State; readonly look: () => void };

/** Whoever decides by what stands here has to know when it was so. */
const Old = ({ atMs, state: { link, nowMs }, look }: Aged) => (
  <div role="status">
    {atMs === undefined ? null : (
      <p class="aged">
        <Icon name="warning" />
        <span>
          <b>This is how it was {sinceInWords(atMs, nowMs)}</b>, at {moment(atMs)}.{' '}
          {link.is === 'lost' ? 'The service does not answer.' : 'What came since has not been heard yet.'} It is asked
          again by itself.
        </span>
        <button type="button" class="button small" onClick={look}>
          Ask now
        </button>
      </p>
    )}
  </div>
);

const Foot = ({ keys }: { readonly keys: () => void }) => (
  <footer class="foot">
    <p>Times are those of {Intl.DateTimeFormat().resolvedOptions().timeZone}.</p>
    <button type="button" class="plain" onClick={keys}>
      Keys <kbd>?</kbd>
    </button>
  </footer>
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
        {locked ? null : <span class="lamp" aria-hidden="true" />}
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
      return (
        <Flags
          state={state}
          sought={route.sought}
          more={() => say({ is: 'more-rows' })}
          ask={(asking) => say({ is: 'asking', asking })}
        />
      );
    case 'programmes':
      return <Programmes state={state} />;
    case 'experiments':
      return <Experiments state={state} />;
    case 'nowhere':
      return (
        <>
          <h1>No such page</h1>
          <p>
            Nothing here has this address. <a href="#/">All rollouts</a>
          </p>
        </>
      );
  }
};

const ask = (action: ActionName, { state, session }: Given): void => {
  if (state.route.is !== 'rollout') return;
  const watched = documentOf(state, { kind: 'watched', id: state.route.id });
  if (watched) void session.ask(askingFor(action, watched));
};
