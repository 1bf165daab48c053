import type { z } from 'zod';
import type { FlagService } from '../../../app/flag-service/service.ts';
import type { Right } from '../caller.ts';
import type { Asked } from '../serving.ts';
import type { Around } from './asked.ts';

/** What is told of a route of the flags in the document of what can be asked for. */
export type ToldRoute = {
  readonly method: 'get' | 'put' | 'post' | 'delete';
  /** Behind the environment that may stand before it. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly group: 'own flags' | 'ofrep';
  readonly right: Right;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A body, and an answer to it: shown, and held against their schemas by a test. */
  readonly example?: unknown;
  readonly shows?: unknown;
  /** Absent: there is nothing to answer but that it is done. */
  readonly answers?: z.ZodType;
  /** Also answers that the flag was not there before. */
  readonly makes?: true;
  /** What a tag stands for: a version, which `If-Match` takes, or the very answer, which need not be sent twice. */
  readonly tag?: 'version' | 'content';
  readonly heeds?: readonly ('If-Match' | 'If-None-Match')[];
  /** What is wrong with a context is told in the words of OFREP. */
  readonly refuses?: z.ZodType;
  readonly streams?: true;
};

/** A route of the flags: told by this, and served by the very same. */
export type FlagRoute = ToldRoute & {
  readonly answer: (c: Asked, service: FlagService, around: Around) => Promise<Response> | Response;
};

export const shownFlag = {
  name: 'new-search',
  enabled: true,
  strategy: 'percentage',
  percentage: 25,
  allow: ['ana'],
  prerequisites: [],
  frozen: false,
  owner: 'search',
  revision: 3,
  createdAt: '2026-03-02T09:00:00.000Z',
  changedAt: '2026-03-04T10:30:00.000Z',
};
