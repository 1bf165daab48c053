/** Paths as text, for Windows and everything else: the operations know no operating system. */
export const inFolder = (folder: string, name: string): string =>
  /[/\\]$/.test(folder) ? `${folder}${name}` : `${folder}${separatorOf(folder)}${name}`;

/** The folder above, or undefined at the top: `/`, `C:\`, or a name with nothing before it. */
export const parent = (folder: string): string | undefined => {
  const trimmed = folder.replace(/[/\\]$/, '');
  const cut = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\'));
  if (cut < 0) return undefined;
  const above = trimmed.slice(0, cut);
  return above === '' || /^[A-Za-z]:$/.test(above) ? trimmed.slice(0, cut + 1) : above;
};

/** Where a path has backslashes only, another one belongs in it. */
const separatorOf = (folder: string): string => (folder.includes('\\') && !folder.includes('/') ? '\\' : '/');
