/** Under which heading a command stands in the help of the program, by its first word. */
const GROUPS: Readonly<Record<string, string>> = {
  'Set up:': 'init doctor policy schema demo mcp',
  'Plan a change:': 'plan risk show check diff explain simulate analyze export',
  'Carry it out:': 'apply tick watch status why list log result preview program programs replay',
  'Have a say in it:': 'approve confirm pause resume hold advance rollback abort restart freeze unfreeze',
  'On a pull request:': 'comment respond merged tell gate',
  'Flags:': 'flags import',
  'For a team:': 'serve access audit export-log import-log migrate',
};

const HEADINGS = new Map(
  Object.entries(GROUPS).flatMap(([heading, names]) => names.split(' ').map((name) => [name, heading] as const)),
);

export const headingOf = (name: string): string | undefined => HEADINGS.get(name.split(' ')[0] ?? '');
