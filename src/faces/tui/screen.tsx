import { Box, Text, useApp, useInput, usePaste, useWindowSize } from 'ink';
import { useSyncExternalStore } from 'react';
import { pasted, type Pressed, pressed } from './key.ts';
import { frameIn, type Line, type Size } from './line.ts';
import { styleOf } from './theme.ts';

/** What a screen shows: lines for a size, and keys that change what they say. */
export type Shown = {
  readonly now: () => unknown;
  readonly changed: (listener: () => void) => () => void;
  readonly press: (key: Pressed) => void;
  readonly view: (size: Size) => readonly Line[];
};

type Props = {
  readonly shown: Shown;
  readonly colour: boolean;
  /** Where nobody says how large the terminal is. */
  readonly size?: Size;
  /** Filled with how the terminal is lent to another program. */
  readonly handle?: { suspend?: (act: () => Promise<void>) => Promise<void> };
};

/** All that Ink does here: it reads keys, and puts lines on the terminal. What they say was decided before. */
export const Screen = ({ shown, colour, size, handle }: Props) => {
  const { suspendTerminal } = useApp();
  if (handle) handle.suspend = (act) => suspendTerminal(act);
  const { columns, rows } = useWindowSize();
  useSyncExternalStore(shown.changed, shown.now);
  useInput((input, key) => pressed(input, key).forEach(shown.press));
  usePaste((text) => pasted(text).forEach(shown.press));
  const lines = shown.view(size ?? frameIn({ columns, rows }));
  return (
    <Box flexDirection="column">
      {lines.map((line, at) => (
        <Row key={at} line={line} colour={colour} />
      ))}
    </Box>
  );
};

const Row = ({ line, colour }: { readonly line: Line; readonly colour: boolean }) => (
  <Text wrap="truncate-end">
    {line.length === 0
      ? ' '
      : line.map(({ text, tone }, at) => (
          <Text key={at} {...styleOf(tone, colour)}>
            {text}
          </Text>
        ))}
  </Text>
);
