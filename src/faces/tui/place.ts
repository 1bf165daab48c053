import type { Operations } from '../../app/index.ts';
import type { Operation, Outcome, Ports } from '../../app/operation.ts';
import type { Result } from '../../core/problem.ts';
import type { Canvas } from './drawing.ts';

/** What the interactive face is given beside the ports: what there is to ask for, and what the terminal shows. */
export type Place = {
  readonly operations: Operations;
  readonly ports: Ports;
  readonly terminal: Screen;
  readonly canvas: Canvas;
};

/** Where the record of what was on the screen is left: its width, its colour, and how lines get there. */
export type Screen = { readonly out: (text: string) => void; readonly columns: number; readonly colour: boolean };

/** What is asked for, as a command line would ask for it. */
export type Asked = { readonly operation: Operation; readonly input: Readonly<Record<string, unknown>> };

/** An operation that was asked for on the screen, and what came of it: shown and counted as if it had been typed. */
export type Answered = {
  readonly operation: Operation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: Result<Outcome<unknown>>;
};
