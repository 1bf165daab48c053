/** How a flag may stand in code: its key, and the names that people make of it. */
export type Spelling = { readonly word: string; readonly exact: boolean };

/** A key of one word is no name of anything: only the key itself is looked for. */
export const spellingsOf = (key: string): readonly Spelling[] => {
  const words = key.split(/[^A-Za-z0-9]+/).flatMap((part) => part.match(/[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])/g) ?? []);
  const small = words.map((word) => word.toLowerCase());
  const [first = '', ...rest] = small;
  const camel = [first, ...rest.map(capital)].join('');
  const others =
    words.length < 2 ? [] : [small.join('_'), small.join('_').toUpperCase(), camel, capital(camel), small.join('-')];
  return [
    { word: key, exact: true },
    ...[...new Set(others)].filter((word) => word !== key).map((word) => ({ word, exact: false })),
  ];
};

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

/** Whether the word stands in that line as a name of its own: `new-login` does not stand in `new-login-2`. */
export const standsIn = (line: string, word: string): boolean => {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1))
    if (!NAME.test(line[at - 1] ?? ' ') && !NAME.test(line[at + word.length] ?? ' ')) return true;
  return false;
};

const NAME = /[A-Za-z0-9_-]/;
