import { spawn } from 'node:child_process';
import { failed, ok, problem, type Result } from '../core/problem.ts';
import { plain } from '../core/values/quote.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The editor of whoever sits there, as git would choose it. It may come with words of its own: `code --wait`. */
export const inEditor = async (file: string, env: Env): Promise<Result<void>> => {
  const editor = env['VISUAL'] || env['EDITOR'] || 'vi';
  const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
  const code = await new Promise<number | null>((done) => {
    child.once('error', () => done(127));
    child.once('exit', done);
  });
  return code === 0 ? ok(undefined) : failed(noEditor(editor));
};

const noEditor = (editor: string) =>
  problem({
    kind: 'usage',
    code: 'no-editor',
    path: 'EDITOR',
    message: `${plain(editor)} did not end well`,
    hint: 'name an editor in EDITOR, such as vi or "code --wait"',
  });
