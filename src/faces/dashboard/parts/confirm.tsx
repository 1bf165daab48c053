import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Foreseen, Thinking } from '../thinking.ts';
import { percentInWords } from '../words.ts';
import { Icon } from './icon.tsx';
import { Problems } from './said.tsx';

type Given = {
  readonly label: string;
  readonly of: string;
  readonly action: string;
  readonly tone: 'main' | 'danger';
  readonly thinking: Thinking;
  readonly foreseen: Foreseen | undefined;
  /** Said while nothing is foreseen. */
  readonly waits: string;
  readonly warning: string | undefined;
  readonly needsReason: boolean;
  readonly change: (thinking: Partial<Thinking>) => void;
  readonly leave: () => void;
  readonly send: () => void;
  readonly children?: ComponentChildren;
};

/** A last look before it is done. The browser's own dialog: focus stays in it, Escape leaves it, and it is announced. */
export const Confirm = (given: Given) => {
  const { label, of, action, tone, thinking, foreseen, waits, warning, change, leave, send } = given;
  const { busy, moved, reason, agreed, problems } = thinking;
  const dialog = useRef<HTMLDialogElement>(null);
  // At once: a moment later the browser has given the focus to the field in it, and nobody knows where somebody was.
  useLayoutEffect(() => {
    const [before, shown] = [document.activeElement, dialog.current];
    shown?.showModal();
    return () => {
      shown?.close();
      backTo(before, action);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-effect"
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) leave();
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && foreseen?.possible !== false) send();
        }}
      >
        <h2 id="confirm-title">
          {label} <span class="of">{of}</span>
        </h2>
        {moved ? <Moved /> : null}
        {given.children}
        <Effect foreseen={foreseen} waits={waits} />
        <Reason needed={given.needsReason} value={reason} said={(next) => change({ reason: next })} />
        {warning === undefined ? null : (
          <Agree warning={warning} agreed={agreed} said={(next) => change({ agreed: next })} />
        )}
        <Problems problems={problems} />
        <div class="choices">
          <button type="button" class="button" disabled={busy} onClick={leave}>
            Leave it
          </button>
          <button type="submit" class={`button ${tone}`} aria-disabled={busy || foreseen?.possible !== true}>
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

/** Where it goes, for which flags, and what comes of it. */
const Effect = ({ foreseen, waits }: Pick<Given, 'foreseen' | 'waits'>) => (
  <div id="confirm-effect" class="effect" aria-live="polite">
    {foreseen === undefined ? <p class="soft">{waits}</p> : null}
    {foreseen?.possible ? <Shift foreseen={foreseen} /> : null}
    {foreseen?.effect.map((one) => (
      <p key={one}>{one}</p>
    ))}
  </div>
);

/** So many flags say what happens; a plan may have fifty. */
const FIRST_FLAGS = 6;

const Shift = ({ foreseen: { before, after, flags } }: { readonly foreseen: Foreseen }) => (
  <>
    {before === after ? null : (
      <p class="shift">
        reaches <b>{percentInWords(before)}</b> <Arrow /> <b>{percentInWords(after)}</b>
      </p>
    )}
    {flags.length === 0 ? null : (
      <ul class="shifts">
        {flags.slice(0, FIRST_FLAGS).map(({ key, before: from, after: to }) => (
          <li key={key}>
            <code>{key}</code> {from} <Arrow /> {to}
          </li>
        ))}
        {flags.length > FIRST_FLAGS ? <li>and {flags.length - FIRST_FLAGS} more flags</li> : null}
      </ul>
    )}
  </>
);

const Arrow = () => (
  <>
    <span aria-hidden="true">→</span>
    <span class="unseen">to</span>
  </>
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

type Agreeing = { readonly warning: string; readonly agreed: boolean; readonly said: (agreed: boolean) => void };

const Agree = ({ warning, agreed, said }: Agreeing) => (
  <label class="agree">
    <input
      type="checkbox"
      name="agreed"
      checked={agreed}
      onChange={({ currentTarget: { checked } }) => said(checked)}
    />
    <span>
      {warning} <b>I know.</b>
    </span>
  </label>
);

/** Where somebody was when they began; where that is gone, at what there is to do next. */
const backTo = (before: Element | null, action: string): void => {
  const there = before instanceof HTMLElement && before !== document.body && before.isConnected ? before : undefined;
  const again = document.querySelector<HTMLElement>(`[data-action="${action}"], .actions button, h1`);
  (there ?? again)?.focus();
};
