import type { Result } from '../../core/problem.ts';
import type { FlagBackend } from '../../ports/flag-backend.ts';
import { isOwnPlace } from '../../ports/flag-store.ts';
import { type MetricSource, sourcePlace } from '../../ports/metric-source.ts';
import type { Ports } from '../operation.ts';

type Opening = Pick<Ports, 'openFlags' | 'openMetrics'>;

/**
 * Adapters that many turns share, one for each place, until something fails there: then the next turn opens it anew, and
 * with it the secrets, which may have been changed meanwhile. No adapter keeps what it has read and may change.
 */
export const keptOpen = ({ openFlags, openMetrics }: Opening): Opening => {
  const flags = shelf<FlagBackend>();
  const metrics = shelf<MetricSource>();
  return {
    openFlags: (backend, place, log) =>
      flags(`${backend} ${place}`, (drop) =>
        openFlags(backend, place, log).then(mapped((opened) => dropped(opened, drop))),
      ),
    openMetrics: (place, log) =>
      metrics(place, (drop) =>
        openMetrics(place, log).then(mapped((opened) => (isKeptHere(place) ? opened : droppedSource(opened, drop)))),
      ),
  };
};

/** Numbers in our own log need no secret, and what was read of them is read on from there. */
const isKeptHere = (place: string): boolean => isOwnPlace(sourcePlace(place).at);

const mapped =
  <T>(change: (value: T) => T) =>
  (result: Result<T>): Result<T> =>
    result.ok ? { ...result, value: change(result.value) } : result;

type Shelf<T> = (key: string, open: (drop: () => void) => Promise<Result<T>>) => Promise<Result<T>>;

/** What is being opened is waited for by everybody who asks meanwhile. */
const shelf = <T>(): Shelf<T> => {
  const kept = new Map<string, Promise<Result<T>>>();
  return (key, open) => {
    const there = kept.get(key);
    if (there) return there;
    const drop = (): void => {
      if (kept.get(key) === opening) kept.delete(key);
    };
    const opening = open(drop).then((opened) => {
      if (!opened.ok) drop();
      return opened;
    });
    kept.set(key, opening);
    return opening;
  };
};

const dropped = (flags: FlagBackend, drop: () => void): FlagBackend => {
  const noted = <T>(result: Result<T>): Result<T> => {
    if (!result.ok) drop();
    return result;
  };
  return {
    ...flags,
    read: async (...given) => noted(await flags.read(...given)),
    write: async (...given) => noted(await flags.write(...given)),
  };
};

const droppedSource = (source: MetricSource, drop: () => void): MetricSource => ({
  ...source,
  measure: async (...given) => {
    const answer = await source.measure(...given);
    if (answer.is === 'error') drop();
    return answer;
  },
});
