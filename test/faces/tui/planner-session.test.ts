import { describe, expect, it } from 'vitest';
import { operations } from '../../../src/app/index.ts';
import type { Ports } from '../../../src/app/operation.ts';
import { PLAN_FILE } from '../../../src/app/plan-file.ts';
import { failed, ok, problem } from '../../../src/core/problem.ts';
import { callerOf } from '../../../src/faces/tui/call.ts';
import { type Desk, plan } from '../../../src/faces/tui/planner/session.ts';
import type { Shown } from '../../../src/faces/tui/screen.tsx';
import { aDraft, portsForDraft, REFUND_DIFF } from '../../helpers/draft.ts';
import { anOpinion } from '../../helpers/samples.ts';
import { key, textOf, typing, until } from '../../helpers/tui.ts';
import type { Pressed } from '../../../src/faces/tui/key.ts';

const NO_EDITOR = problem({ kind: 'usage', code: 'no-editor', message: 'vi is not there', hint: 'name an editor' });

/** Somebody in front of the planner, with files in memory and the operations of a command line. */
const atDesk = async (
  more: { readonly editor?: Desk['editor']; readonly call?: Desk['call']; ports?: Partial<Ports> } = {},
) => {
  const files = new Map([['a.diff', REFUND_DIFF]]);
  const ports = { ...portsForDraft(files), ...more.ports };
  const shown: Shown[] = [];
  let aside = 0;
  const call = callerOf(operations, ports);
  const left = plan(await aDraft(), {
    ports,
    call: more.call ?? call,
    editor: more.editor ?? (async () => failed(NO_EDITOR)),
    mount: async (store) => {
      shown.push(store);
      return {
        end: async () => undefined,
        aside: async (act) => {
          aside += 1;
          await act();
        },
      };
    },
  });
  const screen = (): string => textOf(shown[0]?.view({ columns: 120, rows: 40 }) ?? []);
  await until(screen, 'back to 0 %');
  const press = (...names: (string | Pressed)[]): void =>
    names.map((one) => (typeof one === 'string' ? key(one) : one)).forEach((one) => shown[0]?.press(one));
  return { files, left, screen, press, lent: () => aside };
};

describe('an editor', () => {
  it('is lent the terminal, and what it left is read again, with what the rules say of it', async () => {
    const desk = await atDesk({
      editor: async (file) => {
        const text = desk.files.get(file) ?? '';
        desk.files.set(file, text.replace('"soak": "P3D"', '"soak": "P9D"'));
        return ok(undefined);
      },
    });
    desk.press('e');
    await until(desk.screen, 'changed, not written');
    desk.press('3');
    await until(desk.screen, '9d');
    expect(desk.lent()).toBe(1);
    desk.press('u');
    expect(await until(desk.screen, '3d')).not.toContain('9d');
  });

  it('that leaves no plan is opened on the same text again, and nothing is lost', async () => {
    const seen: string[] = [];
    const desk = await atDesk({
      editor: async (file) => {
        const text = desk.files.get(file) ?? '';
        seen.push(text.slice(0, 12));
        desk.files.set(file, text.startsWith('{broken') ? text.replace('{broken', '{') : text.replace('{', '{broken'));
        return ok(undefined);
      },
    });
    desk.press('e');
    await until(desk.screen, /✗ plan-not-json/);
    expect(desk.screen()).toContain('not written');
    desk.press('e');
    await until(desk.screen, 'changed, not written');
    expect(seen[1]).toMatch(/^\{broken/);
  });

  it('that is not there is said', async () => {
    const desk = await atDesk();
    desk.press('e');
    expect(await until(desk.screen, '✗ no-editor vi is not there')).toContain('not written');
  });
});

describe('another base, and another opinion', () => {
  it('plans the change anew against that base, and asks nobody', async () => {
    const asked: string[] = [];
    const desk = await atDesk({
      ports: {
        openAdviser: async (kind) => {
          asked.push(kind);
          return failed(NO_EDITOR);
        },
      },
    });
    desk.press('b', ...typing('release'), 'enter');
    await until(desk.screen, '✓ compared with release');
    expect(asked).toEqual([]);
  });

  it('hears an opinion on a file, without a key, and says what came of it', async () => {
    const desk = await atDesk();
    desk.files.set('mine.json', JSON.stringify(anOpinion()));
    desk.press('o', ...typing('mine.json'), 'enter');
    await until(desk.screen, '✓ mine.json was heard: critical');
    expect(desk.screen()).toContain('changed, not written');
    desk.press('b', ...typing('release'), 'enter');
    await until(desk.screen, '✓ compared with release');
  });

  it('says what is missing where there is no key, and leaves the plan as it was', async () => {
    const desk = await atDesk();
    desk.press('o', 'enter');
    expect(await until(desk.screen, '✗ adviser-no-key')).toContain('not written');
  });
});

describe('starting', () => {
  const refusing =
    (...codes: readonly string[]): Desk['call'] =>
    async (name, input) => {
      calls.push([name, input]);
      if (name === 'status') return failed(NO_EDITOR);
      return failed(
        ...codes.map((code) => problem({ kind: 'refused', code, path: 'r1', message: `${code} it is`, hint: 'do' })),
      );
    };
  let calls: (readonly [string, unknown])[] = [];

  it('that was refused before it was written down offers nobody to approve it, and says first what is in the way', async () => {
    calls = [];
    const desk = await atDesk({ call: refusing('approval-needed', 'flag-taken') });
    desk.press('s', ...typing('15s'), 'enter', 'y');
    expect(await until(desk.screen, '✗ flag-taken')).not.toContain('a approve');
    desk.press('a');
    await until(desk.screen, 'nothing waits for a yes yet');
    expect(calls[0]).toEqual(['apply', { file: PLAN_FILE, once: true, yes: true, every: '15s' }]);
  });

  it('offers it where the log has it', async () => {
    const desk = await atDesk({
      call: async (name, input) => {
        const refused = await refusing('approval-needed')(name, input);
        return name === 'status' ? ok({ document: { id: 'r1' }, written: [], warnings: [] }) : refused;
      },
    });
    desk.press('s', 'enter', 'y');
    await until(desk.screen, '✗ approval-needed');
    expect(desk.screen()).toContain('a approve');
    desk.press('q', 'y');
    expect(await desk.left).toMatchObject({ started: false, interrupted: false });
  });
});
