const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** `1 day 12 hours`: everything that is not nothing. */
export const sayTime = (ms: number): string => {
  const parts: string[] = [];
  let rest = Math.round(ms / 1000) * 1000;
  for (const [name, length] of UNITS) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.join(' ') || '0 minutes';
};

/** Undefined unless every word of it is understood. */
export const readTime = (text: string): number | undefined => {
  const words = text.trim().split(' ');
  if (words.length < 2 || words.length % 2 === 1) return undefined;
  let sum = 0;
  for (let at = 0; at < words.length; at += 2) {
    const count = Number(words[at]);
    const unit = UNITS.find(([name]) => words[at + 1] === name || words[at + 1] === `${name}s`);
    if (!unit || !(count >= 0 && count < 1e6)) return undefined;
    sum += count * unit[1];
  }
  return sum;
};

/** What stands in front of the brackets that end a text, and what in them. */
export const splitAside = (text: string): { head: string; aside: string | undefined } => {
  const at = text.indexOf(' (');
  if (at <= 0 || !text.endsWith(')') || text.length < at + 4) return { head: text, aside: undefined };
  return { head: text.slice(0, at), aside: text.slice(at + 2, -1) };
};

export const withAside = (head: string, aside: string | undefined): string => (aside ? `${head} (${aside})` : head);
