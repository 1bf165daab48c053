import { detach } from '../change/names.ts';
import type { Reading } from './reading.ts';
import type { Evidence } from './signal.ts';

const MOST = 2000;

const DECLARED =
  /^\s*(?:variable\s+"([\w-]{1,80})"|([A-Za-z_][\w-]{0,80}):\s*(?:false|null|~|""|''|\{\}|\[\])?\s*(?:#.*)?$|([A-Za-z_]\w{0,80})\s*=\s*(?:false|null|""|0|\[\]|\{\})\s*(?:#.*)?$)/;
const PLACE = /(?:variables|locals?)[\w-]*\.tf$|values[\w.-]*\.ya?ml$|\.tfvars$/;

/** Remembers the settings that this change brings, unset or off: what hangs on one of them nobody has yet. */
export const noteSettings = (settings: Map<string, Evidence>, reading: Reading): void => {
  if (!PLACE.test(reading.place.name)) return;
  for (const run of reading.runs) {
    const before = new Set(run.removed.map((line) => nameIn(line.text)));
    for (const line of run.added) {
      const name = nameIn(line.text);
      if (name === undefined || before.has(name) || settings.size >= MOST) continue;
      if (
        isOn(
          run.added.map((one) => one.text),
          line.text,
        )
      )
        continue;
      settings.set(detach(name), {
        path: reading.file.path.slice(0, 4096) || '?',
        line: line.line,
        side: 'new',
        quote: detach(line.text.slice(0, 500)),
      });
    }
  }
};

const nameIn = (text: string): string | undefined =>
  DECLARED.exec(text.slice(0, 200))
    ?.slice(1)
    .find((part) => part !== undefined);

/** A module's variable says its default some lines below its name. */
const isOn = (texts: readonly string[], declared: string): boolean => {
  const at = texts.indexOf(declared);
  return texts
    .slice(at + 1, at + 8)
    .some(
      (text, offset) =>
        /^\s*default\s*=\s*(?:true|"[^"]|\d|\[\s*"|\{\s*\w)/.test(text.slice(0, 200)) &&
        !texts.slice(at + 1, at + 1 + offset).some((one) => /^\s*variable\s/.test(one)),
    );
};
