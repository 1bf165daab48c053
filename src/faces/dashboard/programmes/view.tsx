import type { PlanPlace as Place } from '../../../app/programme.ts';
import type { Documents } from '../documents.ts';
import { Icon, Pill } from '../parts/icon.tsx';
import { Section, Shown } from '../parts/said.tsx';
import { hashOf } from '../route.ts';
import type { Look } from '../standing.ts';
import { heldOf, type State } from '../state.ts';
import { CELL, type Graph, graphOf, leftOf, type Node, pathOf, sizeOf, topOf } from './graph.ts';

export const Programmes = ({ state }: { readonly state: State }) => (
  <>
    <h1>Programmes</h1>
    <Shown<Documents['programs']> held={heldOf(state, { kind: 'programs' })}>
      {({ programs }) =>
        programs.length === 0 ? (
          <Nothing />
        ) : (
          programs.map((one) => <One key={`${one.environment} ${one.program}`} programme={one} />)
        )
      }
    </Shown>
  </>
);

const Nothing = () => (
  <div class="card empty">
    <h2>No programmes</h2>
    <p>
      A programme is several plans with an order between them: <code>rampart apply p.json --program program.yaml</code>
    </p>
  </div>
);

const STANDS: Readonly<Record<Place['stand'], Look>> = {
  'not-begun': { word: 'not begun', icon: 'ring', tone: 'calm' },
  waiting: { word: 'waiting', icon: 'hand', tone: 'warn' },
  climbing: { word: 'under way', icon: 'up', tone: 'going' },
  done: { word: 'completed', icon: 'check', tone: 'good' },
  'going-back': { word: 'going back', icon: 'down', tone: 'bad' },
  back: { word: 'rolled back', icon: 'back', tone: 'bad' },
  'given-up': { word: 'given up', icon: 'cross', tone: 'calm' },
};

type Programme = Documents['programs']['programs'][number];

const One = ({ programme: { program, plans, environment, notBegun } }: { readonly programme: Programme }) => (
  <Section title={program} id={`program-${environment}-${program}`} class="wide">
    <p class="soft">{environment}</p>
    <Drawn graph={graphOf(plans)} />
    <ol class="order">
      {plans.map((plan) => (
        <li key={plan.plan}>
          <Pill look={STANDS[plan.stand]} />
          <span>
            {plan.rollout === undefined ? (
              <b>{plan.plan}</b>
            ) : (
              <a href={hashOf({ is: 'rollout', id: plan.rollout })}>{plan.plan}</a>
            )}{' '}
            {plan.where === STANDS[plan.stand].word ? null : plan.where}
            {plan.needs.length > 0 ? <small>needs {plan.needs.join(', ')}</small> : null}
            {plan.after.length > 0 ? <small>comes after {plan.after.join(', ')}</small> : null}
            {plan.waitsFor.map((one) => (
              <small key={one}>waits: {one}</small>
            ))}
            {plan.before.length > 0 ? <small>before it goes off: {plan.before.join(', ')}</small> : null}
          </span>
        </li>
      ))}
    </ol>
    {notBegun.length > 0 ? <p class="soft">Not begun, and known by name alone: {notBegun.join(', ')}</p> : null}
  </Section>
);

/** The list below says the same in words: whoever cannot see this misses nothing. */
const Drawn = ({ graph }: { readonly graph: Graph }) => {
  const { width, height } = sizeOf(graph);
  return (
    <div class="graph" aria-hidden="true">
      <div style={{ width: `${width}px`, height: `${height}px` }}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} focusable="false">
          <defs>
            <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0L8 4L0 8z" />
            </marker>
          </defs>
          {graph.edges.map((edge) => (
            <path key={`${edge.from.plan.plan} ${edge.to.plan.plan}`} d={pathOf(edge)} marker-end="url(#tip)" />
          ))}
        </svg>
        {graph.nodes.map((node) => (
          <Box key={node.plan.plan} node={node} />
        ))}
      </div>
    </div>
  );
};

const Box = ({ node }: { readonly node: Node }) => {
  const { plan } = node;
  const { icon, word, tone } = STANDS[plan.stand];
  const place = {
    left: `${leftOf(node)}px`,
    top: `${topOf(node)}px`,
    width: `${CELL.width}px`,
    height: `${CELL.height}px`,
  };
  return (
    <div class={`node ${tone}`} style={place}>
      <b>{plan.plan}</b>
      <span>
        <Icon name={icon} /> {word}
        {plan.where === word ? '' : ` · ${plan.where}`}
      </span>
    </div>
  );
};
