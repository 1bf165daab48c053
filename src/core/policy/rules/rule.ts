import type { Ladder, Step, WrittenGate } from '../ladder.ts';
import type { Policy } from '../policy.ts';
import type { Path } from '../vet.ts';

export type Finding = { readonly path: Path; readonly message: string };

/** Something a policy must keep that no schema can say. The texts are what docs/rules.md is made of. */
export type PolicyRule = {
  readonly code: `P${number}`;
  readonly title: string;
  /** How to answer it. */
  readonly fix: string;
  readonly look: (policy: Policy) => readonly Finding[];
};

type At<T> = { readonly path: Path; readonly value: T };

export const laddersOf = ({ ladders }: Policy): At<Ladder>[] =>
  Object.entries(ladders).map(([name, value]) => ({ path: ['ladders', name], value }));

export const stepsOf = (policy: Policy): At<Step>[] =>
  laddersOf(policy).flatMap(({ path, value }) =>
    value.steps.map((step, at) => ({ path: [...path, 'steps', at], value: step })),
  );

/** Of ladders and of their steps. */
export const gatesOf = (policy: Policy): At<WrittenGate>[] =>
  [...laddersOf(policy), ...stepsOf(policy)].flatMap(({ path, value }) =>
    (value.gates ?? []).map((gate, at) => ({ path: [...path, 'gates', at], value: gate })),
  );

export const triggersOf = ({ triggers }: Policy): At<Policy['triggers'][string][string]>[] =>
  Object.entries(triggers).flatMap(([set, rows]) =>
    Object.entries(rows).map(([name, value]) => ({ path: ['triggers', set, name], value })),
  );
