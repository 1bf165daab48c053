/** What was found in the stream and belongs to no file, by reason: counted, with the first place. Bounded by the reasons. */
export const createStrays = () => {
  const found = new Map<string, { count: number; first: number }>();
  return {
    add: (reason: string, line: number): void => {
      const known = found.get(reason);
      if (known) known.count += 1;
      else found.set(reason, { count: 1, first: line });
    },
    say: (): string[] =>
      [...found].map(([reason, { count, first }]) =>
        count === 1 ? `line ${first}: ${reason}` : `${count} times, first in line ${first}: ${reason}`,
      ),
  };
};
