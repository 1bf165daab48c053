import { execFile } from 'node:child_process';
import { plain } from '../../core/values/quote.ts';
import { fault } from './answer.ts';
import type { AskRows, RowsHeard } from './rows.ts';
import { SQLITE, statementOf } from './sql-statement.ts';

const MOST_BYTES = 256 * 1024;

/**
 * A SQLite file, opened only to be read. SQLite has no limit on how long a statement may run and Node cannot stop one,
 * so each question is put by a process of its own, which can be ended.
 */
export const askSqlite =
  (file: string, withinMs: number): AskRows =>
  (asked) =>
    new Promise<RowsHeard>((resolve) => {
      const limits = { timeout: withinMs, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES, env: {} } as const;
      const child = execFile(process.execPath, ['--no-warnings', '-e', READ], limits, (error, out, said) => {
        if (error?.killed) return resolve(fault(`it took longer than ${withinMs / 1000} s, or said too much`));
        resolve(error ? fault(plain(said.trim() || error.message, 200)) : readRows(out));
      });
      const { text, values } = statementOf(asked, SQLITE);
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(JSON.stringify([file, text, values]));
    });

/** What the process does. Its words on stderr are what SQLite said. */
const READ = `
const [file, text, values] = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
try {
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(file, { readOnly: true, timeout: 2000 });
  const endless = (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value);
  process.stdout.write(JSON.stringify(database.prepare(text).all(...values), endless));
} catch (error) {
  process.stderr.write(String(error.message));
  process.exitCode = 1;
}`;

const readRows = (text: string): RowsHeard => {
  try {
    return { is: 'rows', rows: JSON.parse(text) };
  } catch {
    return fault('the answer was cut');
  }
};
