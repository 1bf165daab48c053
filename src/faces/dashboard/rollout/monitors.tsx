import { useEffect, useRef } from 'preact/hooks';
import type { Monitored, Watched } from '../../../app/executor/watched.ts';
import { Bar } from '../parts/bar.tsx';
import { Pill } from '../parts/icon.tsx';
import { Section } from '../parts/said.tsx';
import { oddsInWords } from '../words.ts';
import { chartInWords, evidenceShare, hasValues, lastIn, lookOf, monitorsInOrder } from './chart.ts';

export const Monitors = ({ watched: { monitors, evidence } }: { readonly watched: Watched }) =>
  monitors.length === 0 ? null : (
    <Section title="Treated against control" id="monitors" class="wide">
      <p class="legend" aria-hidden="true">
        <span class="treated">treated</span>
        <span class="control">control</span>
        <span class="limit">limit</span>
      </p>
      <ul class="monitors">
        {monitorsInOrder(monitors).map((monitor) => (
          <Monitor key={monitor.id} monitor={monitor} />
        ))}
      </ul>
      {evidence
        .filter(({ guards }) => guards > 1)
        .map(({ action, guards, together, limit }) => (
          <p key={action} class="together">
            {guards} guards together: <b>{oddsInWords(together)}</b>; at {oddsInWords(limit)} it is {action}.
          </p>
        ))}
    </Section>
  );

/** What a single guard has to show before it acts. */
const ALONE = 20;

const Monitor = ({ monitor }: { readonly monitor: Monitored }) => {
  const { name, unit, treated, control, limits, evidence, why } = monitor;
  const look = lookOf(monitor);
  return (
    <li class={`monitor ${look.tone}`}>
      <header>
        <h3>{name}</h3>
        <Pill look={look} />
      </header>
      {hasValues(monitor) ? <Chart monitor={monitor} /> : <p class="soft">Nothing has been measured.</p>}
      <dl>
        {hasValues(monitor) ? (
          <>
            <dt>treated</dt>
            <dd>{lastIn(treated, unit)}</dd>
            <dt>control</dt>
            <dd>{lastIn(control, unit)}</dd>
          </>
        ) : null}
        {evidence === undefined ? null : (
          <>
            <dt>harm</dt>
            <dd>
              {oddsInWords(evidence)}{' '}
              <Bar share={evidenceShare(evidence, ALONE)} tone={evidence >= ALONE ? 'bad' : 'calm'} />
            </dd>
          </>
        )}
      </dl>
      {why === '' ? null : <p class="why">{why}</p>}
      <ul class="limits">
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </li>
  );
};

type Drawn = { readonly show: (monitor: Monitored) => void; readonly end: () => void };

/** What draws is loaded when something is drawn: a list needs none of it. */
const Chart = ({ monitor }: { readonly monitor: Monitored }) => {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn>(undefined);
  const latest = useRef(monitor);
  latest.current = monitor;
  useEffect(() => {
    let over = false;
    const begin = async (): Promise<void> => {
      const { draw } = await import('./drawing.ts');
      if (!over && place.current) drawn.current = draw(place.current, latest.current);
    };
    void begin();
    return () => {
      over = true;
      drawn.current?.end();
    };
  }, []);
  useEffect(() => drawn.current?.show(monitor), [monitor]);
  return <div class="chart" ref={place} role="img" aria-label={chartInWords(monitor)} />;
};
