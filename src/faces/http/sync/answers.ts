import type { handleUnaryCall, UntypedHandleCall } from '@grpc/grpc-js';
import { failed, problem, type Problem } from '../../../core/problem.ts';
import { fault } from '../problem.ts';
import type { Room } from '../room.ts';
import { type Allowed, allowed, type Door } from './asked.ts';
import { configuration, type FLAG_SYNC, NO_METADATA } from './protocol.ts';
import { statusOf } from './status.ts';
import { type Stream, telling } from './stream.ts';

export type Desk = Door & { readonly room: Room };

/** What is answered, by the names of the protocol. */
export const answers = (desk: Desk): Record<keyof typeof FLAG_SYNC, UntypedHandleCall> => ({
  SyncFlags: (call: Stream) => void streamed(call, desk),
  FetchAllFlags: answered(({ service }) => configuration(service.definitions().text), desk),
  GetMetadata: answered(() => NO_METADATA, desk),
});

const answered =
  (answer: (asked: Allowed) => Buffer, desk: Desk): handleUnaryCall<Buffer, Buffer> =>
  async (call, callback) => {
    const asked = await allowed(call, desk).catch(() => failed(fault()));
    return asked.ok ? callback(null, answer(asked.value)) : callback(statusOf(asked.problems));
  };

/** Its room is given back when the call is closed, and not before: what waits for somebody who does not read is counted. */
const streamed = async (call: Stream, desk: Desk): Promise<void> => {
  const closed = new Promise((done) => call.once('close', done));
  let leave: (() => void) | undefined;
  try {
    const asked = await allowed(call, desk);
    if (!asked.ok) return end(call, asked.problems);
    leave = desk.room.enter(asked.value.caller.name);
    if (!leave) return end(call, [noRoom()]);
    const { ports, ending } = desk.serving;
    const why = await telling(call, asked.value, { clock: ports.clock, ending });
    if (why) end(call, [why]);
  } catch {
    end(call, [fault()]);
  } finally {
    if (leave) void closed.then(leave);
  }
};

/** How a stream is ended with a status, which its writable end turns into one. */
const end = (call: Stream, found: readonly Problem[]): void => void call.emit('error', statusOf(found));

const noRoom = (): Problem =>
  problem({
    kind: 'locked',
    code: 'too-many',
    message: 'too many streams are open',
    hint: 'end one, or put a flagd between the programs and this service',
  });
