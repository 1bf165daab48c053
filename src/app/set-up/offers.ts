import { DEFAULT_POLICY } from '../../core/policy/defaults/index.ts';
import type { Adapter } from '../../ports/adapter.ts';
import { sourcePlace } from '../../ports/metric-source.ts';
import { isAddress } from '../../ports/place.ts';
import { secretsOf, type Thing } from '../doctor/thing.ts';
import type { Ports } from '../operation.ts';
import type { Found } from './found.ts';
import { SOURCES } from './known.ts';

/** A system that somebody may choose: what it is, how its place is written, and what lets us in. */
export type Offer = {
  readonly name: string;
  readonly about: string;
  readonly what: string;
  readonly example: string;
  readonly secrets: NonNullable<Thing['secrets']>;
  /** The line of this repository that speaks for it. */
  readonly at: string | undefined;
  /** The place as it is set up already, or as it is usual where that is a file. */
  readonly place: string;
};

export type Offers = { readonly flags: readonly Offer[]; readonly metrics: readonly Offer[] };
type Kind = keyof Offers;

/** All that there is an adapter for; what was found in the repository comes first. */
export const offersFor = async (found: Found, ports: Ports): Promise<Offers> => {
  const [flags, metrics] = await Promise.all([
    offersOf('flags', Object.keys(DEFAULT_POLICY.backends), found, ports),
    offersOf('metrics', SOURCES, found, ports),
  ]);
  return { flags, metrics };
};

const offersOf = async (of: Kind, names: readonly string[], found: Found, ports: Ports): Promise<readonly Offer[]> => {
  const systems = found.systems.filter((one) => one.of === of);
  const seen = systems.flatMap(({ name }) => (name !== undefined && names.includes(name) ? [name] : []));
  const ordered = [...new Set([...seen, ...names])];
  const offers = await Promise.all(ordered.map((name) => offerOf(of, name, ports)));
  return offers.flatMap((offer) =>
    offer ? [{ ...offer, at: systems.find(({ name }) => name === offer.name)?.at }] : [],
  );
};

const offerOf = async (of: Kind, name: string, ports: Ports): Promise<Omit<Offer, 'at'> | undefined> => {
  const adapter = await ports.adapter(of, name);
  if (!adapter) return undefined;
  const { what, example } = adapter.place;
  const secrets = (await secretsOf(adapter, ports)) ?? [];
  return { name, about: adapter.about, what, example, secrets, place: placeFor(adapter, ports.usual(of)) };
};

/** What this machine is set up with, where it is a place for this one; else the file that is usual. */
const placeFor = ({ name, place: { takes, example } }: Adapter<unknown>, usual: string | undefined): string => {
  const onFiles = takes.every((way) => way === 'file');
  if (usual === undefined) return onFiles ? example : '';
  const said = sourcePlace(usual);
  if (said.name !== undefined) return said.name === name ? said.at : onFiles ? example : '';
  if (isAddress(usual) === onFiles) return onFiles ? example : '';
  return usual;
};
