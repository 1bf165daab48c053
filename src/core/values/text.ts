import { z } from 'zod';

/** Every text in a published document has a cap, so that no document can grow without end. */
export const text = (max: number) => z.string().min(1).max(max);

export const Line = text(300);
export const Paragraph = text(2000);

/** Names that people type: kebab case, so that they need no quoting in a shell or in YAML. */
export const Id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'not an id: up to 80 lower-case letters, digits and dashes')
  .meta({ description: 'lower-case letters, digits and dashes' });

const NOT_IN_IDS = /[^a-z0-9]+/g;

/** Never empty and always a valid `Id`. */
export const slug = (from: string, max = 60): string =>
  from.toLowerCase().replaceAll(NOT_IN_IDS, '-').slice(0, max).replace(/^-+/, '').replace(/-+$/, '') || 'change';

/** The same for what people type and copy: whole words, and not many of them. */
export const shortSlug = (from: string): string => {
  const whole = slug(from, from.length);
  if (whole.length <= SHORT) return whole;
  const end = whole.lastIndexOf('-', SHORT);
  return slug(whole, end < SHORT / 2 ? SHORT : end);
};

const SHORT = 40;

/** The id itself, or with the first number behind it that makes it one of its own. */
export const unused = (id: string, taken: readonly string[], count = 2): string => {
  if (!taken.includes(id)) return id;
  return taken.includes(`${id}-${count}`) ? unused(id, taken, count + 1) : `${id}-${count}`;
};

/** An address that somebody may follow: encrypted, and with nobody's name or password in it. */
export const WebLink = z
  .url({ protocol: /^https$/ })
  .regex(/^[^@\s]*$/, 'an https address without a name or password in it')
  .max(2000);
