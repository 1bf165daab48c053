import type { Outcome } from '../../../app/operation.ts';
import { lookAtProject } from '../../../app/set-up/found.ts';
import { offersFor } from '../../../app/set-up/offers.ts';
import type { Result } from '../../../core/problem.ts';
import { callerOf } from '../call.ts';
import { drawnOn } from '../drawing.ts';
import type { Place } from '../place.ts';
import { setUp } from './session.ts';

/** `rampart init` in a terminal, where nothing else was said: one question after the other. */
export const setUpLive = async ({ operations, ports, canvas }: Place): Promise<Result<Outcome<unknown>>> => {
  const found = await lookAtProject(ports);
  return setUp(found, await offersFor(found, ports), {
    call: callerOf(operations, ports),
    mount: drawnOn(canvas, false),
  });
};
