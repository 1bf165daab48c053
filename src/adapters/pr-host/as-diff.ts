/** A file of a change as a host lists it. What it says is untrusted, names and lines alike. */
export type ListedFile = {
  readonly path: string;
  readonly oldPath?: string | undefined;
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
  /** Hunks; undefined where the host keeps them back: too large, or no text. */
  readonly hunks: string | undefined;
  readonly oldMode?: string | undefined;
  readonly newMode?: string | undefined;
};

/**
 * The diff that git would have printed, out of a list of files. A file without its hunks keeps its header: whoever reads
 * on finds a change announced and not shown, which counts as unread and never as nothing.
 */
export const asDiff = (files: readonly ListedFile[]): string => files.map(fileText).join('');

const fileText = (file: ListedFile): string => {
  const { path, oldPath = path, status, hunks } = file;
  const lines = [`diff --git ${named('a/', oldPath)} ${named('b/', path)}`, ...modesOf(file)];
  if (status === 'renamed') lines.push(`rename from ${named('', oldPath)}`, `rename to ${named('', path)}`);
  if (hunks === undefined) return `${[...lines, PROMISE].join('\n')}\n`;
  if (hunks === '') return `${lines.join('\n')}\n`;
  lines.push(`--- ${status === 'added' ? '/dev/null' : named('a/', oldPath)}`);
  lines.push(`+++ ${status === 'deleted' ? '/dev/null' : named('b/', path)}`);
  return `${lines.join('\n')}\n${hunks.replace(/\n?$/, '\n')}`;
};

/** Two contents that differ: what git prints before the lines that are to follow. */
const PROMISE = 'index 0000000..1111111';

const modesOf = ({ status, oldMode, newMode }: ListedFile): string[] => {
  if (status === 'added') return [`new file mode ${modeOr(newMode)}`];
  if (status === 'deleted') return [`deleted file mode ${modeOr(oldMode)}`];
  const differ = oldMode !== undefined && newMode !== undefined && oldMode !== newMode;
  return differ ? [`old mode ${modeOr(oldMode)}`, `new mode ${modeOr(newMode)}`] : [];
};

const modeOr = (mode: string | undefined): string => (mode !== undefined && /^1\d{5}$/.test(mode) ? mode : '100644');

/** As git quotes a name that holds what would end it. */
const named = (prefix: string, path: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is quoted
  `"${prefix}${path.replaceAll(/["\\\u0000-\u001f\u007f]/g, quotedSign)}"`;

const quotedSign = (sign: string): string =>
  sign === '"' || sign === '\\' ? `\\${sign}` : `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`;
