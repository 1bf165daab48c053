/** A number with what it counts. The unit is spelled as the plan spells it. */
export type Quantity = { readonly value: number; readonly unit: string };

/** How the report spells a unit; any other stands behind a space, as it is. */
const SPELLED: Readonly<Record<string, string>> = { '%': '%', ms: 'ms', s: 's', '/h': '/hour', '/d': '/day', '': '' };
const HEARD = new Map(Object.entries(SPELLED).map(([ours, theirs]) => [theirs, ours]));

/** Measured times keep a decimal, so that 2.0 s does not look like a round guess. */
const WITH_DECIMAL: ReadonlySet<string> = new Set(['s', 'min/session']);

export const sayQuantity = ({ value, unit }: Quantity): string =>
  `${WITH_DECIMAL.has(unit) && Number.isInteger(value) ? value.toFixed(1) : value}${SPELLED[unit] ?? ` ${unit}`}`;

const NUMBER = /^-?\d{1,300}(?:\.\d{1,300})?(?:e[+-]?\d{1,3})?/;

export const readQuantity = (text: string): Quantity | undefined => {
  const number = NUMBER.exec(text)?.[0];
  if (number === undefined || !Number.isFinite(Number(number))) return undefined;
  const unit = text.slice(number.length).trim();
  return { value: Number(number), unit: HEARD.get(unit) ?? unit };
};

const IN_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };

/** The same amount in another unit, or undefined where the two cannot be compared. */
export const inUnit = ({ value, unit }: Quantity, wanted: string): number | undefined => {
  if (unit === wanted) return value;
  const from = IN_MS[unit];
  const to = IN_MS[wanted];
  return from && to ? (value * from) / to : undefined;
};

/** Nine digits are more than anybody writes, and hide what binary fractions add. */
export const tidy = (value: number): number => Number(value.toPrecision(9));
