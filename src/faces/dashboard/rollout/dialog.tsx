import { useEffect, useRef } from 'preact/hooks';
import type { Preview } from '../../../app/preview.ts';
import { Icon } from '../parts/icon.tsx';
import { Problems } from '../parts/said.tsx';
import { percentInWords } from '../words.ts';
import { actionCalled, type Asking } from './asking.ts';

type Given = {
  readonly asking: Asking;
  readonly say: (asking: Asking | undefined) => void;
  readonly send: (asking: Asking) => void;
};

/** A last look before it is done. The browser's own dialog: focus stays in it, Escape leaves it, and it is announced. */
export const Confirm = ({ asking, say, send }: Given) => {
  const { action, rollout, preview, reason, busy, moved, problems } = asking;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => backTo(before, action);
  }, []);
  const { label = '', needsReason = false } = actionCalled(action) ?? {};
  const tone = action === 'rollback' ? 'danger' : 'main';
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-effect"
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) say(undefined);
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && preview?.possible !== false) send(asking);
        }}
      >
        <h2 id="confirm-title">
          {label} <span class="of">{rollout}</span>
        </h2>
        {moved ? <Moved /> : null}
        <Foreseen preview={preview} />
        <Reason needed={needsReason} value={reason} said={(next) => say({ ...asking, reason: next })} />
        <Problems problems={problems} />
        <div class="choices">
          <button type="button" class="button" disabled={busy} onClick={() => say(undefined)}>
            Leave it
          </button>
          <button type="submit" class={`button ${tone}`} aria-disabled={busy || preview?.possible !== true}>
            {busy ? 'Asking …' : label}
          </button>
        </div>
      </form>
    </dialog>
  );
};

const Moved = () => (
  <p class="moved" role="alert">
    <Icon name="warning" /> It has moved on since you looked. This is what would come of it now.
  </p>
);

type Reasoned = { readonly needed: boolean; readonly value: string; readonly said: (reason: string) => void };

const Reason = ({ needed, value, said }: Reasoned) => (
  <label class="reason">
    <span>Reason{needed ? '' : ' (may be left out)'}</span>
    <textarea
      name="reason"
      rows={2}
      maxLength={300}
      required={needed}
      aria-required={needed}
      value={value}
      autoFocus
      onInput={({ currentTarget }) => said(currentTarget.value)}
    />
  </label>
);

/** Where it goes, and what comes of it. */
const Foreseen = ({ preview }: { readonly preview: Preview | undefined }) => (
  <div id="confirm-effect" class="effect">
    {preview === undefined ? <p class="soft">Asking what would come of it …</p> : null}
    {preview?.possible && preview.before.percent !== preview.after.percent ? (
      <p class="shift">
        reaches <b>{percentInWords(preview.before.percent)}</b> <span aria-hidden="true">→</span>
        <span class="unseen">to</span> <b>{percentInWords(preview.after.percent)}</b>
      </p>
    ) : null}
    {preview?.effect.map((one) => (
      <p key={one}>{one}</p>
    ))}
  </div>
);

/** Where somebody was when they began; where that is gone, at what there is to do next. */
const backTo = (before: Element | null, action: string): void => {
  const there = before instanceof HTMLElement && before.isConnected ? before : undefined;
  const again = document.querySelector<HTMLElement>(`[data-action="${action}"], .actions button, h1`);
  (there ?? again)?.focus();
};
