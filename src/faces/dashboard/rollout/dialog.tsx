import { Confirm } from '../parts/confirm.tsx';
import { actionCalled } from './actions.ts';
import { type Asking, choosing, foreseenOf, mayBeForeseen, warningOf } from './asking.ts';

type Given = {
  readonly asking: Asking;
  readonly say: (asking: Asking | undefined) => void;
  /** What would come of it is asked anew. */
  readonly ask: (asking: Asking) => void;
  readonly send: (asking: Asking) => void;
};

export const RolloutDialog = ({ asking, say, ask, send }: Given) => {
  const { label = '', needsReason = false, tone } = actionCalled(asking.action) ?? {};
  return (
    <Confirm
      label={label}
      of={asking.rollout}
      action={asking.action}
      tone={tone === 'danger' ? 'danger' : 'main'}
      thinking={asking}
      foreseen={foreseenOf(asking)}
      waits={mayBeForeseen(asking) ? 'Asking what would come of it …' : 'Nothing is ticked.'}
      warning={warningOf(asking)}
      needsReason={needsReason}
      change={(thinking) => say({ ...asking, ...thinking })}
      leave={() => say(undefined)}
      send={() => send(asking)}
    >
      <Choose asking={asking} choose={(choices) => ask(choosing(asking, choices))} />
    </Confirm>
  );
};

type Choosing = {
  readonly asking: Asking;
  readonly choose: (choices: Parameters<typeof choosing>[1]) => void;
};

const Choose = ({ asking, choose }: Choosing) => {
  if (asking.action === 'rollback') return <WayBack asking={asking} choose={choose} />;
  if (asking.action === 'confirm') return <Items asking={asking} choose={choose} />;
  return asking.action === 'freeze' ? <Lasts asking={asking} choose={choose} /> : null;
};

const WayBack = ({ asking: { ways, choices }, choose }: Choosing) => (
  <div class="ways">
    {ways.length < 2 ? null : (
      <label class="pick">
        <span>Where to</span>
        <select name="to" value={choices.to} onChange={({ currentTarget: { value } }) => choose({ to: value })}>
          {ways.map(({ to, label }) => (
            <option key={to} value={to}>
              {label}
            </option>
          ))}
        </select>
      </label>
    )}
    <label class="tick">
      <input
        type="checkbox"
        name="gradual"
        checked={choices.gradual}
        onChange={({ currentTarget: { checked } }) => choose({ gradual: checked })}
      />
      <span>phase by phase, and not at once</span>
    </label>
  </div>
);

/** What somebody is asked to vouch for, in its own words. */
const Items = ({ asking: { items, choices }, choose }: Choosing) => (
  <fieldset class="items">
    <legend>You say that this is so</legend>
    {items.map(({ item, text, by }) => (
      <label key={item} class="tick">
        <input
          type="checkbox"
          name="item"
          value={item}
          checked={choices.items.includes(item)}
          onChange={({ currentTarget: { checked } }) =>
            choose({ items: checked ? [...choices.items, item] : choices.items.filter((one) => one !== item) })
          }
        />
        <span>
          {text} <small>{by}</small>
        </span>
      </label>
    ))}
  </fieldset>
);

const LASTS = [
  ['', 'until somebody ends it'],
  ['1h', 'for an hour'],
  ['8h', 'for 8 hours'],
  ['1d', 'for a day'],
  ['7d', 'for a week'],
] as const;

const Lasts = ({ asking: { choices }, choose }: Choosing) => (
  <label class="pick">
    <span>How long</span>
    <select name="lasts" value={choices.lasts} onChange={({ currentTarget: { value } }) => choose({ lasts: value })}>
      {LASTS.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  </label>
);
