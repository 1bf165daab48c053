import { describe, expect, it } from 'vitest';
import { evaluators } from '../../../src/adapters/evaluator/index.ts';
import { rampart } from '../../../src/adapters/flag-backend/rampart.ts';
import { sqliteEventLog } from '../../../src/adapters/event-log/sqlite.ts';
import type { FlagState } from '../../../src/core/flags/flag-state.ts';
import { type FlagdDocument, flagdDocument } from '../../../src/core/flagset/document.ts';
import type { Definition } from '../../../src/core/flagset/events.ts';
import { readFlagSet } from '../../../src/ports/flag-store.ts';
import type { EvaluationContext } from '../../../src/ports/evaluator.ts';
import { aContext } from '../../helpers/context.ts';
import { aFlag } from '../../helpers/flags.ts';
import { problemOf, worked } from '../../helpers/log.ts';
import { type Evaluated, put, servesAsAsked } from '../../helpers/served.ts';
import { anEmptyLog } from '../../worlds/rampart.ts';

/** Our own flags, and who has them by the evaluator that answers for the service. */
const opened = async (): Promise<Evaluated & { readonly whoHas: (key: string) => Promise<ReadonlySet<string>> }> => {
  const file = await anEmptyLog();
  const evaluator = async () => {
    const log = worked(await sqliteEventLog(file));
    const set = worked(await readFlagSet(log, 'production'));
    await log.close();
    const made = evaluators['flagd-core']();
    worked(made.take(flagdDocument(set)));
    return made;
  };
  const has = async (key: string) => {
    const { one } = await evaluator();
    return (context: EvaluationContext): boolean => {
      const given = one(key, context);
      return 'value' in given && given.value === true;
    };
  };
  return {
    backend: worked(await rampart.open(`${file}?environment=production`, aContext())),
    evaluator: async (key) => {
      const asked = await has(key);
      return ({ id, attributes = {} }) =>
        asked(id === undefined ? {} : { targetingKey: id, user: { id, ...attributes } });
    },
    whoHas: async (key) => {
      const asked = await has(key);
      return new Set(USERS.filter((id) => asked({ targetingKey: id })));
    },
  };
};

const USERS = Array.from({ length: 10_000 }, (_, nth) => `user-${nth}`);

servesAsAsked('our own service', opened);

const climb = async (steps: readonly (readonly [base: Partial<FlagState>, top: Partial<FlagState>])[]) => {
  const one = await opened();
  let before: ReadonlySet<string> = new Set();
  const lost: number[] = [];
  const shares: number[] = [];
  for (const [base, top] of steps) {
    await put(one, aFlag({ key: 'base', seed: 'base', ...base }));
    await put(one, aFlag({ key: 'top', seed: 'top', prerequisites: ['base'], ...top }));
    const [now, under] = [await one.whoHas('top'), await one.whoHas('base')];
    lost.push([...before].filter((id) => !now.has(id)).length, [...now].filter((id) => !under.has(id)).length);
    shares.push(now.size / USERS.length);
    before = now;
  }
  return { lost, shares };
};

describe('what rests on another flag', () => {
  it('reaches nobody who does not have that, and loses nobody on the way up of both', async () => {
    const steps = [
      [10, 10],
      [50, 10],
      [50, 50],
      [100, 50],
      [100, 100],
    ] as const;
    const { lost, shares } = await climb(steps.map(([base, top]) => [{ percent: base }, { percent: top }]));
    expect(lost).toEqual(Array(10).fill(0));
    for (const [at, [base, top]] of steps.entries()) {
      const expected = (base * top) / 10_000;
      const spread = 4 * Math.sqrt((expected * (1 - expected)) / USERS.length);
      expect(Math.abs((shares[at] ?? 0) - expected)).toBeLessThanOrEqual(spread + 1e-9);
    }
  });

  it('is off for everybody while that is switched off, and for whom it is named in vain', async () => {
    const { shares } = await climb([
      [{ enabled: false }, { percent: 100, allow: USERS.slice(0, 10) }],
      [{ percent: 0, allow: USERS.slice(0, 3) }, { percent: 100 }],
    ]);
    expect(shares).toEqual([0, 3 / USERS.length]);
  });

  it('goes through others, and through the arms of an experiment: control is to be without', async () => {
    const one = await opened();
    const variants = [0, 1, 2].map((nth) => ({
      name: ['control', 'short', 'long'][nth] ?? '',
      percent: nth === 0 ? 50 : 25,
    }));
    await put(one, aFlag({ key: 'base', seed: 'base', percent: 50, variants }));
    await put(one, aFlag({ key: 'middle', seed: 'middle', percent: 100, prerequisites: ['base'] }));
    await put(one, aFlag({ key: 'top', seed: 'top', percent: 100, prerequisites: ['middle', 'base'] }));
    const [middle, top] = [await one.whoHas('middle'), await one.whoHas('top')];
    expect(top).toEqual(middle);
    expect(Math.abs(top.size / USERS.length - 0.5)).toBeLessThanOrEqual(4 * Math.sqrt(0.25 / USERS.length));
    await put(one, aFlag({ key: 'base', enabled: false, percent: 0, variants }));
    expect((await one.whoHas('top')).size).toBe(0);
  });

  it('is not taken out by a plan that does not name it', async () => {
    const { backend } = await opened();
    worked(await backend.write(aFlag({ key: 'base' }), undefined));
    worked(await backend.write(aFlag({ key: 'top', prerequisites: ['base'] }), undefined));
    const [top] = worked(await backend.read(['top']));
    worked(await backend.write(aFlag({ key: 'top', percent: 50, prerequisites: [] }), top?.revision));
    expect(worked(await backend.read(['top']))[0]).toMatchObject({ percent: 50, prerequisites: ['base'] });
    expect(problemOf(await backend.write(aFlag({ key: 'other', prerequisites: ['none'] }), undefined))?.code).toBe(
      'flag-needs-unknown',
    );
  });
});

const documentOf = (flags: Readonly<Record<string, Partial<Definition>>>): FlagdDocument => ({
  $schema: '',
  metadata: {},
  flags: Object.fromEntries(
    Object.entries(flags).map(([key, more]) => [
      key,
      { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', ...more },
    ]),
  ),
});

describe('what it cannot answer', () => {
  it('is said by its name, and never as a value', () => {
    const evaluator = evaluators['flagd-core']();
    worked(
      evaluator.take(
        documentOf({
          broken: { targeting: { 'no such operator': [1] } },
          lost: { targeting: { if: [true, 'nowhere', 'off'] } },
          off: { state: 'DISABLED' },
          silent: { targeting: { if: [false, 'on', null] } },
          plain: {},
        }),
      ),
    );
    const answers = Object.fromEntries(
      ['broken', 'lost', 'off', 'silent', 'plain', 'none'].map((key) => [
        key,
        evaluator.one(key, { targetingKey: 'ana' }),
      ]),
    );
    expect(answers).toMatchObject({
      broken: { errorCode: 'PARSE_ERROR' },
      lost: { errorCode: 'GENERAL' },
      off: { reason: 'DISABLED' },
      silent: { value: false, variant: 'off', reason: 'UNKNOWN' },
      plain: { value: false, variant: 'off', reason: 'STATIC' },
      none: { errorCode: 'FLAG_NOT_FOUND' },
    });
    expect(['broken', 'lost', 'off', 'none'].filter((key) => 'value' in (answers[key] ?? {}))).toEqual([]);
    expect(evaluator.all({})).toHaveLength(5);
  });

  it('leaves the definitions before it in force', () => {
    const evaluator = evaluators['flagd-core']();
    worked(evaluator.take(documentOf({ plain: {} })));
    const said = evaluator.take(documentOf({ plain: { defaultVariant: 'nowhere' } }));
    expect(problemOf(said)?.code).toBe('definitions-not-understood');
    expect(evaluator.one('plain', {})).toMatchObject({ value: false, reason: 'STATIC' });
  });
});
