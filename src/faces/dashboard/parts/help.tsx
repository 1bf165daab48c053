import { useLayoutEffect, useRef } from 'preact/hooks';
import { KEYS } from '../keys.ts';

type Given = {
  readonly on: boolean;
  readonly set: (on: boolean) => void;
  readonly leave: () => void;
};

/** Which keys there are; and they can be switched off: some people's tools type for them. */
export const Help = ({ on, set, leave }: Given) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const [before, shown] = [document.activeElement, dialog.current];
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="confirm help"
      aria-labelledby="help-title"
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          leave();
        }}
      >
        <h2 id="help-title">Keys</h2>
        <Part title="Anywhere" on="anywhere" />
        <Part title="In the list" on="list" />
        <Part title="On a rollout" on="rollout" />
        <label class="tick">
          <input type="checkbox" name="keys" checked={on} onChange={({ currentTarget: { checked } }) => set(checked)} />
          <span>These keys do something</span>
        </label>
        <div class="choices">
          <button type="submit" class="button main" autoFocus>
            Close
          </button>
        </div>
      </form>
    </dialog>
  );
};

const Part = ({ title, on }: { readonly title: string; readonly on: (typeof KEYS)[number]['on'] }) => (
  <section>
    <h3>{title}</h3>
    <dl class="keys">
      {KEYS.filter((one) => one.on === on).map(({ key, does }) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  </section>
);
