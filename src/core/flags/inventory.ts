import { z } from 'zod';
import { HARDLY } from '../values/percent.ts';
import { Line, text } from '../values/text.ts';
import { FlagState, reachesNobody } from './flag-state.ts';

/** A flag as a flag system lists it: what it is, and what is known of its age. */
export const ListedFlag = z.strictObject({
  flag: FlagState,
  doubt: Line.optional().meta({ description: 'why it may be something else: somebody shaped it by hand' }),
  createdAtMs: z.number().optional().meta({ description: 'absent where the flag system does not say' }),
  changedAtMs: z.number().optional().meta({ description: 'of its last change; absent where that is not known' }),
  lasting: z.boolean().optional().meta({ description: 'meant to stay: a kill switch, a permission' }),
});
export type ListedFlag = z.infer<typeof ListedFlag>;

/** A flag that is there and could not be read, under the name that the flag system gives it. */
export const Unread = z.strictObject({ name: text(300), why: Line });
export type Unread = z.infer<typeof Unread>;

/** Most flags of one inventory. Whoever has more asks for one project at a time. */
export const MOST_LISTED = 20_000;

/** What a flag system held at one moment. */
export const Inventory = z.strictObject({
  schemaVersion: z.literal(1),
  backend: text(100),
  place: text(4096),
  readAtMs: z.number(),
  folded: z
    .boolean()
    .optional()
    .meta({ description: 'the names of the flag system do not tell capitals and dashes apart' }),
  flags: z.array(ListedFlag).max(MOST_LISTED),
  unread: z.array(Unread).max(MOST_LISTED).meta({ description: 'there, and not understood' }),
});
export type Inventory = z.infer<typeof Inventory>;

/** The flag of that name, as far as the flag system tells names apart. */
export const listedAs = ({ flags, folded }: Inventory, key: string): ListedFlag | undefined =>
  flags.find(({ flag }) => (folded ? foldedName(flag.key) === foldedName(key) : flag.key === key));

/** Whether something of that name is there, readable or not. */
export const isThere = (inventory: Inventory, key: string): boolean =>
  listedAs(inventory, key) !== undefined || inventory.unread.some(({ name }) => name === key);

const foldedName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_');

/** Whether everybody has it, with no rule, place or arm that says otherwise. */
export const fullyOn = ({ enabled, percent, place, targeting = [], variants = [] }: FlagState): boolean =>
  enabled &&
  percent > 100 - HARDLY &&
  place.is === 'everywhere' &&
  variants.length === 0 &&
  targeting.every(({ serve }) => serve);

/** What a flag has come to: for everybody, for nobody, or something between. What is in doubt is between. */
export const cameTo = ({ flag, doubt }: ListedFlag): 'on' | 'off' | 'between' => {
  if (reachesNobody(flag)) return 'off';
  return doubt === undefined && fullyOn(flag) ? 'on' : 'between';
};
