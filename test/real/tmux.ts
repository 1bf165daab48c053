import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** A terminal that nobody looks at: what is typed into it, and what stands on its screen. Each on a server of its own. */
export type Terminal = {
  readonly type: (...keys: readonly string[]) => void;
  readonly screen: () => string;
  readonly until: (said: string | RegExp, withinMs?: number) => Promise<string>;
  readonly resize: (columns: number, rows: number) => void;
  /** Whether it is the usual screen, and the cursor is seen. */
  readonly isGivenBack: () => boolean;
  readonly end: () => void;
};

type Started = {
  readonly command: string;
  readonly folder: string;
  readonly columns: number;
  readonly rows: number;
  readonly env: Readonly<Record<string, string>>;
};

let count = 0;

export const openTerminal = ({ command, folder, columns, rows, env }: Started): Terminal => {
  count += 1;
  const socket = `rampart-test-${process.pid}-${count}`;
  const tmux = (...words: readonly string[]): string =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...words], { encoding: 'utf8' });
  const size = ['-x', String(columns), '-y', String(rows)];
  const set = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  tmux('new-session', '-d', ...size, ...set, '-c', folder, `${command}; echo "left with $?"; exec sleep 600`);
  const screen = (): string => tmux('capture-pane', '-p');
  return {
    type: (...keys) => void tmux('send-keys', ...keys),
    screen,
    until: async (said, withinMs = 30_000) => {
      const deadline = Date.now() + withinMs;
      for (;;) {
        const shown = screen();
        if (typeof said === 'string' ? shown.includes(said) : said.test(shown)) return shown;
        if (Date.now() > deadline) throw new Error(`the screen never said ${String(said)}:\n${shown}`);
        await wait(100);
      }
    },
    resize: (toColumns, toRows) => void tmux('resize-window', '-x', String(toColumns), '-y', String(toRows)),
    isGivenBack: () => tmux('display-message', '-p', '#{alternate_on} #{cursor_flag}').trim() === '0 1',
    end: () => void tmux('kill-server'),
  };
};
