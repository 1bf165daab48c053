import type { ComponentChildren } from 'preact';
import type { Held, Said } from '../documents.ts';
import { moment, sinceInWords } from '../words.ts';
import { Icon } from './icon.tsx';

export const Problems = ({ problems }: { readonly problems: readonly Said[] }) =>
  problems.length === 0 ? null : (
    <ul class="problems" role="alert">
      {problems.map(({ code, path, message, hint }) => (
        <li key={`${code} ${path ?? ''} ${message}`}>
          <Icon name="warning" />
          <span>
            {path ? <code>{path}</code> : null} {message}
            {hint ? <small>{hint}</small> : null}
          </span>
        </li>
      ))}
    </ul>
  );

/** What there is of a document: itself, what was wrong, or that it is being asked for. */
export const Shown = <D,>({
  held,
  children,
}: {
  held: Held | undefined;
  children: (document: D) => ComponentChildren;
}) => (
  <>
    <Problems problems={held?.problems ?? []} />
    {held?.document === undefined ? (
      (held?.problems.length ?? 0) > 0 ? null : (
        <p class="soft">Asking …</p>
      )
    ) : (
      children(held.document as D)
    )}
  </>
);

/** Where nothing has happened yet there is no time to tell. */
export const Ago = ({ atMs, nowMs }: { readonly atMs: number; readonly nowMs: number }) =>
  atMs === 0 ? null : (
    <time dateTime={new Date(atMs).toISOString()} title={moment(atMs)}>
      {sinceInWords(atMs, nowMs)}
    </time>
  );

export const Section = (given: { title: string; id: string; class?: string; children: ComponentChildren }) => (
  <section class={`card ${given.class ?? ''}`} aria-labelledby={given.id}>
    <h2 id={given.id}>{given.title}</h2>
    {given.children}
  </section>
);
