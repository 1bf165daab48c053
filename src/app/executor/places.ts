import type { Plan } from '../../core/plan/plan.ts';
import type { Places } from '../../core/program/planned.ts';
import { sourcePlace } from '../../ports/metric-source.ts';
import { isOwnPlace, OWN_FLAGS, ownPlace } from '../../ports/flag-store.ts';
import { isAddress } from '../../ports/place.ts';
import { inFolder, isWhole } from '../folders.ts';
import type { Ports } from '../operation.ts';

export type Named = {
  readonly flags?: string | undefined;
  readonly metrics?: string | undefined;
  readonly checks?: string | undefined;
};

export const DEFAULT_FLAGS = 'flags.json';

/** Where things are, as said, as this machine is set up, or as is usual. Whole paths: the next turn may be taken from another folder. */
export const placesFor = ({ flags, provenance }: Plan, named: Named, ports: Ports): Places => {
  const at = (what: keyof Places): string | undefined =>
    whole(what, named[what] ?? ports.usual(what) ?? (what === 'flags' ? usualFlags(provenance) : undefined), ports);
  const [flagsAt, metrics, checks] = [flags.length > 0 ? at('flags') : undefined, at('metrics'), at('checks')];
  return {
    ...(flagsAt === undefined ? {} : { flags: flagsAt }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(checks === undefined ? {} : { checks }),
  };
};

/** Where flags are when nobody says so: those of our own are in the log, each environment's apart. */
export const usualFlags = ({
  backend,
  environment,
}: {
  readonly backend: string;
  readonly environment: string;
}): string => (backend === OWN_FLAGS ? ownPlace(environment) : DEFAULT_FLAGS);

/** Where the flags are, for what is done to them outside of any rollout. */
export const flagsPlace = (named: string | undefined, usual: Parameters<typeof usualFlags>[0], ports: Ports): string =>
  wholePlace('flags', named ?? ports.usual('flags') ?? usualFlags(usual), ports);

/** Whether a rollout that is written down already has what is named now where it is named. What is not named, stays. */
export const fits = (places: Places, named: Named, ports: Ports): boolean =>
  (['flags', 'metrics', 'checks'] as const).every(
    (what) => named[what] === undefined || whole(what, named[what], ports) === places[what],
  );

const whole = (what: keyof Places, place: string | undefined, ports: Ports): string | undefined =>
  place === undefined ? undefined : wholePlace(what, place, ports);

/** A place that is found from any folder. */
export const wholePlace = (what: keyof Places, place: string, ports: Ports): string => {
  const { name, at } = what === 'metrics' ? sourcePlace(place) : { name: undefined, at: place };
  return name === undefined ? wholePath(at, ports) : `${name}:${wholePath(at, ports)}`;
};

/** The address of a server is whole as it is. */
const wholePath = (path: string, { folder }: Ports): string =>
  isAddress(path) || isWhole(path) || isOwnPlace(path) ? path : inFolder(folder, path);
