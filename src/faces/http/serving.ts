import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Gate } from '../../app/access/gate.ts';
import type { DriverNumbers } from '../../app/drive/numbers.ts';
import type { Services } from '../../app/flag-service/services.ts';
import type { OpenHook } from '../../app/hooks/open-hook.ts';
import type { Operation, Ports } from '../../app/operation.ts';
import type { Result } from '../../core/problem.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { PlaceStanding } from '../../ports/log-place.ts';
import type { Caller, Right } from './caller.ts';
import type { Reach } from './reach.ts';
import type { Room } from './room.ts';

/** `from`: the address that asks, as far as it is known. */
export type Env = { Variables: { caller: Caller; from: string | undefined }; Bindings: Partial<HttpBindings> };
export type Asked = Context<Env>;

/** What every part of the service is given. */
export type Serving = {
  /** Loaded when it is asked for. */
  readonly operation: (name: string) => Promise<Operation>;
  readonly ports: Ports;
  /** Held open for as long as the service runs. */
  readonly log: EventLog;
  /** Whether its logs are kept where they were when it began. */
  readonly standing?: (() => Promise<Result<PlaceStanding>>) | undefined;
  /** Our own flags: one set of them for everybody who asks this process, however they ask. */
  readonly flags: Services;
  readonly version: string;
  /** Whether whoever lets more people have a change has to say which version of the rollout they looked at. */
  readonly strict: boolean;
  /** Aborted when the service is to end: whoever is being told something for long is told no more. */
  readonly ending: AbortSignal;
  /** Whom a request comes from; a problem where that is not proved. */
  readonly who: (request: Request) => Promise<Result<Caller>>;
  /** Where sessions begin and end. */
  readonly gate: Gate;
  readonly reach: Reach;
  /** Who tells us when all is not well. */
  readonly hooks?: readonly OpenHook[] | undefined;
  /** What the turns of this process came to; absent where it takes none. */
  readonly numbers?: (() => DriverNumbers) | undefined;
  /** The streams on which flagd is told of flags; absent where it is not. */
  readonly room?: Room | undefined;
  /** Told of everybody who is let in to change something, before they do; a problem where that could not be written. */
  readonly letIn: (caller: Caller, asked: Entry) => Promise<Result<unknown>>;
  /** Told of everything that was refused, with who asked and for what. */
  readonly refused: (caller: Caller | undefined, asked: Refusal) => Promise<void>;
};

export type Entry = {
  readonly method: string;
  readonly path: string;
  readonly from: string | undefined;
  readonly right: Right | 'enter';
  readonly environment: string;
};

export type Refusal = Entry & { readonly why: string };

/** One part of the service: its routes, under paths of their own. */
export type Part = (serving: Serving) => Hono<Env>;
