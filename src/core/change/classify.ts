import type { FileClass } from './change.ts';
import * as is from './file-classes.ts';

type Path = {
  readonly full: string;
  readonly lower: string;
  /** The folders, lower case, outermost first. */
  readonly folders: readonly string[];
  readonly name: string;
  /** The name without its last ending. */
  readonly stem: string;
  readonly ending: string;
};

/** What kind of file this is, by its path and, where they are at hand, its first lines. `shipped` when in doubt. */
export const classify = (path: string, firstLines: readonly string[] = []): FileClass => {
  const parts = partsOf(path);
  for (const rule of RULES) {
    const found = rule(parts, firstLines);
    if (found) return found;
  }
  return 'shipped';
};

const partsOf = (full: string): Path => {
  const lower = full.toLowerCase();
  const folders = lower.split('/');
  const name = folders.pop() ?? '';
  const dot = name.lastIndexOf('.');
  return { full, lower, folders, name, stem: dot > 0 ? name.slice(0, dot) : name, ending: name.slice(dot + 1) };
};

type Rule = (path: Path, firstLines: readonly string[]) => FileClass | undefined;

const when =
  (test: (path: Path) => boolean, found: FileClass): Rule =>
  (path) =>
    test(path) ? found : undefined;

const hasFolder = (path: Path, names: ReadonlySet<string>): boolean => path.folders.some((folder) => names.has(folder));

const inShippedRoot = (path: Path): boolean => is.SHIPPED_ROOTS.test(path.lower);

const FIXTURE_FOLDERS = new Set([
  'fixtures',
  'cassettes',
  ...[...is.FOLDERS].filter(([, found]) => found === 'fixture').map(([one]) => one),
]);

const folder: Rule = (path) => {
  if (inShippedRoot(path)) return undefined;
  const found = path.folders.map((one) => is.FOLDERS.get(one)).find((one) => one !== undefined);
  return found === 'test' && hasFolder(path, FIXTURE_FOLDERS) ? 'fixture' : found;
};

/** `vendor` on top is other people's code, but not in Python: there it is an application that deals with vendors. */
const topFolder: Rule = (path) => {
  const [first = '', , third = ''] = path.folders;
  const found = is.TOP_FOLDERS.get(is.PACKAGE_FOLDERS.has(first) ? third : first);
  return found === 'vendored' && path.ending === 'py' ? undefined : found;
};

const isTest = (path: Path): boolean => {
  if (is.TEST_PATTERN.test(path.name)) return !is.EXPERIMENT.test(path.name);
  return !inShippedRoot(path) && (is.TEST_TYPE.test(path.full) || is.TEST_PROJECT.test(path.full));
};

/** A `spec` folder holds tests, or describes an interface: what is written in it tells. */
const spec: Rule = (path) => {
  if (!hasFolder(path, is.SPEC_FOLDERS)) return undefined;
  if (hasFolder(path, FIXTURE_FOLDERS)) return 'fixture';
  return is.SPEC_ENDINGS.has(path.ending) ? 'test' : undefined;
};

/** Django loads `<app>/fixtures/*.json` from migrations: data there may ship. Elsewhere a fixture is a test's. */
const fixture: Rule = (path) => {
  if (!path.folders.includes('fixtures')) return undefined;
  const data = ['json', 'yaml', 'yml', 'xml'].includes(path.ending);
  return data && path.folders.at(-1) === 'fixtures' ? 'shipped' : 'fixture';
};

const pipeline: Rule = (path, firstLines) => {
  const inPlace = (path.lower.startsWith('.') || path.folders.includes('ci')) && is.CI_PATH.test(path.lower);
  if (!inPlace && !is.CI_NAMES.has(path.name)) return undefined;
  const deploys = is.DEPLOYS.test(path.lower.replaceAll('_', ' ')) || firstLines.some(is.namesDeploy);
  return deploys ? 'shipped' : 'ci';
};

const isProse = (path: Path): boolean => {
  if (is.DOC_NAMES.test(path.stem) && (path.ending === 'txt' || path.stem === path.name)) return true;
  if (is.DOC_ENDINGS.has(path.ending)) return !hasFolder(path, is.LIVE_TEXT_FOLDERS) || is.DOC_NAMES.test(path.stem);
  return hasFolder(path, is.DOC_FOLDERS) && is.DOC_MEDIA.has(path.ending);
};

const isSample = (path: Path): boolean =>
  /(?:^|[._-])(?:example|sample)(?:$|[._-])/.test(path.name) &&
  /^\.env|\.(?:ya?ml|json|toml|ini|conf)(?:$|\.)/.test(path.name);

const isLocale = (word: string): boolean => {
  const [language = '', ...rest] = word.split(/[-_]/);
  return is.LANGUAGES.has(language) && rest.length <= 2 && rest.every((part) => is.REGION.test(part));
};

const LONGEST_LOCALE = 24;

const isCode = (path: Path): boolean => ['js', 'ts', 'mjs', 'cjs', 'rb', 'py', 'exs', 'php'].includes(path.ending);

/** `de`, `common.pt-br`, and for data `messages_pt_br` too: in code, `add-to` is not Tongan. */
const isNamedForLocale = (path: Path): boolean => {
  const apart = isCode(path) ? '.' : '._-';
  const end = path.stem.slice(-LONGEST_LOCALE);
  const starts = [...end].flatMap((char, at) => (apart.includes(char) ? [at + 1] : []));
  return [0, ...starts].some((at) => isLocale(end.slice(at)));
};

/** A catalogue is data in the name of a language. Code that translates lives next to it, and ships. */
const isCatalogue = (path: Path): boolean => {
  if (is.CATALOGUE_ENDINGS.has(path.ending)) return true;
  if (path.name === 'strings.xml' && path.folders.at(-1)?.startsWith('values-')) return true;
  if (!is.CATALOGUE_DATA.has(path.ending)) return false;
  if (path.ending === 'properties' && path.stem.includes('_') && isNamedForLocale(path)) return true;
  const at = path.folders.findIndex((one) => is.CATALOGUE_FOLDERS.has(one));
  return at !== -1 && (isNamedForLocale(path) || path.folders.slice(at + 1).some(isLocale));
};

const banner: Rule = (_path, firstLines) =>
  firstLines.some((line) => line.length < 500 && is.GENERATED.test(line) && is.GENERATED_BANNER.test(line))
    ? 'generated'
    : undefined;

/** In this order: what is not ours first, then what does not ship, then what nobody wrote by hand. */
const RULES: readonly Rule[] = [
  when((path) => is.LOCKFILES.has(path.name), 'lockfile'),
  when((path) => is.VENDOR_PATH.test(path.lower), 'vendored'),
  when((path) => is.SNAPSHOT_PATTERN.test(path.name), 'snapshot'),
  pipeline,
  folder,
  when(isTest, 'test'),
  spec,
  topFolder,
  fixture,
  when((path) => is.GENERATED_PATTERN.test(path.name), 'generated'),
  when((path) => is.TOOL_NAMES.has(path.name) || is.TOOL_PATTERN.test(path.name), 'tooling'),
  when(isCatalogue, 'translation'),
  when(isProse, 'docs'),
  when((path) => /\.stories\.[a-z]{1,8}$/.test(path.name) || isSample(path), 'docs'),
  when((path) => path.folders[0] === '.github' || path.folders[0] === '.gitlab', 'tooling'),
  banner,
];
