import type { ComponentChildren } from 'preact';
import { numberInWords } from '../words.ts';

type Given<Group extends string> = {
  readonly what: string;
  readonly placeholder: string;
  readonly text: string;
  readonly group: Group;
  readonly groups: readonly { readonly group: Group; readonly title: string }[];
  readonly counts: Readonly<Record<Group, number>>;
  readonly seek: (text: string) => void;
  readonly choose: (group: Group) => void;
  /** How many there are now, for those who do not see the list. */
  readonly found: string;
  readonly children?: ComponentChildren;
};

/** How a long list is narrowed: by words, by kind, and by what else it has. */
export const Seek = <Group extends string>(given: Given<Group>) => (
  <form class="seek" role="search" onSubmit={(event) => event.preventDefault()}>
    <label class="field">
      <span class="unseen">Search {given.what}</span>
      <input
        id="search"
        type="search"
        placeholder={given.placeholder}
        value={given.text}
        autoComplete="off"
        spellcheck={false}
        onInput={({ currentTarget: { value } }) => given.seek(value)}
      />
    </label>
    <fieldset class="chips">
      <legend class="unseen">Which of them</legend>
      {given.groups.map(({ group, title }) => (
        <label key={group} class="chip">
          <input type="radio" name="group" checked={given.group === group} onChange={() => given.choose(group)} />
          <span>
            {title} <b>{numberInWords(given.counts[group])}</b>
          </span>
        </label>
      ))}
    </fieldset>
    {given.children}
    <p class="unseen" role="status">
      {given.found}
    </p>
  </form>
);

/** What is sought stands in the address, and leaves no trail of letters behind it. */
export const goTo = (hash: string): void => {
  history.replaceState(null, '', hash);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
};
