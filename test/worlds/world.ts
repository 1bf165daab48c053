import type { FlagBackend } from '../../src/ports/flag-backend.ts';
import type { Server } from '../helpers/server.ts';

/** A flag backend without flags, and the server behind it where there is one. */
export type FlagWorld = {
  readonly backend: FlagBackend;
  readonly server?: Server;
  /** How often a property is tried in a world that is slow. */
  readonly runs?: number;
  /** Names that it can hold, where that is not any text. */
  readonly names?: RegExp;
  /** Whether shares can be drawn by nothing but the user. */
  readonly byUser?: true;
};
