/**
 * A message of protocol buffers, as far as flagd's has any: fields are numbered, and those that are texts have a length
 * before them. What else may stand in one is passed over, as the format asks of whoever does not know it.
 */
export type Fields = ReadonlyMap<number, Uint8Array>;

/** What has a length, by its number, the last where one comes twice; undefined for what is no message. */
export const fieldsIn = (bytes: Uint8Array): Fields | undefined => {
  const fields = new Map<number, Uint8Array>();
  for (let at = 0; at < bytes.length;) {
    const tag = numberAt(bytes, at);
    if (!tag) return undefined;
    const [field, type] = [Math.floor(tag.value / 8), tag.value % 8];
    const value = valueAt(bytes, tag.end, type);
    if (!value || field < 1 || field > MOST_FIELD) return undefined;
    if (type === WITH_LENGTH) fields.set(field, bytes.subarray(value.start, value.end));
    at = value.end;
  }
  return fields;
};

/** Empty where it is not there; undefined where it is no text. */
export const textIn = (fields: Fields, field: number): string | undefined => {
  try {
    return UTF8.decode(fields.get(field));
  } catch {
    return undefined;
  }
};

/** A message of one text. */
export const messageOf = (field: number, text: string): Buffer => {
  const length = Buffer.byteLength(text);
  return Buffer.concat([Buffer.from([field * 8 + WITH_LENGTH, ...numberOf(length)]), Buffer.from(text)]);
};

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const MOST_FIELD = 2 ** 29 - 1;
const WITH_LENGTH = 2;
/** Of seven bits each: 64 of them. */
const MOST_BYTES = 10;

/** Beyond 53 bits it is about right, and nothing here is that long. */
const numberAt = (bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined => {
  let value = 0;
  for (let nth = 0; nth < MOST_BYTES; nth += 1) {
    const byte = bytes[at + nth];
    if (byte === undefined) return undefined;
    value += (byte % 128) * 128 ** nth;
    if (byte < 128) return { value, end: at + nth + 1 };
  }
  return undefined;
};

const numberOf = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...numberOf(Math.floor(value / 128))];

/** Where a value of that type begins and ends, if it ends. */
const valueAt = (
  bytes: Uint8Array,
  at: number,
  type: number,
): { readonly start: number; readonly end: number } | undefined => {
  const number = type === 0 || type === WITH_LENGTH ? numberAt(bytes, at) : undefined;
  const ends: Readonly<Record<number, { readonly start: number; readonly end: number } | undefined>> = {
    0: number && { start: at, end: number.end },
    1: { start: at, end: at + 8 },
    [WITH_LENGTH]: number && { start: number.end, end: number.end + number.value },
    5: { start: at, end: at + 4 },
  };
  const found = ends[type];
  return found && found.end <= bytes.length ? found : undefined;
};
