import type { Watched } from '../../../app/executor/watched.ts';
import { Pill } from '../parts/icon.tsx';
import { Section } from '../parts/said.tsx';
import { VERDICTS, WAITING } from '../standing.ts';
import { moment } from '../words.ts';
import { gateInWords } from './ladder.ts';

/** What has to pass, what is open first; and what would stop it. */
export const Gates = ({ watched: { checks, waitsFor, toConfirm } }: { readonly watched: Watched }) => {
  const open = checks.filter(({ verdict }) => verdict !== 'pass');
  const passed = checks.filter(({ verdict }) => verdict === 'pass');
  const beside = waitsFor.filter((one) => !open.some(({ why }) => why === one));
  // Once it has begun, each of these is a check of its own.
  const asked = checks.length === 0 ? toConfirm : [];
  if (checks.length === 0 && beside.length === 0 && asked.length === 0) return null;
  return (
    <Section title="What it waits for" id="waits">
      {beside.map((one) => (
        <p key={one} class="beside">
          {one}
        </p>
      ))}
      {asked.map(({ item, text, by }) => (
        <p key={item} class="beside">
          {text} <small>{by} confirms it</small>
        </p>
      ))}
      {checks.length > 0 && open.length === 0 && beside.length === 0 ? <p>Nothing: the next turn goes on.</p> : null}
      <ul class="checks">
        {open.map((check) => (
          <Check key={`${check.what} ${check.why}`} check={check} />
        ))}
      </ul>
      {passed.length > 0 ? (
        <details>
          <summary>{passed.length} passed</summary>
          <ul class="checks">
            {passed.map((check) => (
              <Check key={`${check.what} ${check.why}`} check={check} />
            ))}
          </ul>
        </details>
      ) : null}
    </Section>
  );
};

const Check = ({ check: { what, verdict, why, atMs } }: { readonly check: Watched['checks'][number] }) => (
  <li>
    <Pill look={verdict === 'inconclusive' && (what === 'soak' || atMs !== undefined) ? WAITING : VERDICTS[verdict]} />
    <span>
      <b>{gateInWords(what)}</b> {why}
      {atMs === undefined || verdict === 'pass' ? null : <small> at {moment(atMs)}</small>}
    </span>
  </li>
);

export const Dangers = ({ dangers }: { readonly dangers: Watched['dangers'] }) =>
  dangers.length === 0 ? null : (
    <Section title="What would stop it" id="dangers">
      <ul class="dangers">
        {dangers.map(({ what, action, why, atMs }) => (
          <li key={`${what} ${action} ${why}`}>
            <b>{what}</b> <span class="then">{action}</span>
            <small>
              {why}
              {atMs === undefined ? '' : `, at ${moment(atMs)}`}
            </small>
          </li>
        ))}
      </ul>
    </Section>
  );
