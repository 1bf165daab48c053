import { Inventory, type ListedFlag, MOST_LISTED, type Unread } from '../../core/flags/inventory.ts';
import { failed, ok, problem, type Problem, type Result } from '../../core/problem.ts';
import { checked } from '../../core/values/issues.ts';
import { readJson } from '../../core/values/json.ts';
import { plain } from '../../core/values/quote.ts';
import type { Listed, Page } from '../../ports/flag-backend.ts';
import { inTime } from '../executor/deadline.ts';
import type { Ports } from '../operation.ts';
import { late, type Where } from './where.ts';

const PAGE = 100;
const MOST_BYTES = 64 * 1024 * 1024;

/** Everything that a flag system has, page by page: all of it, or a problem. Half an inventory would say of the other half that it is not there. */
export const readInventory = async (
  { flags: backend, ...where }: Where,
  { clock }: Pick<Ports, 'clock'>,
): Promise<Result<Inventory>> => {
  const { list } = backend;
  if (!list) return failed(notListed(where.backend));
  const [flags, unread]: [ListedFlag[], Unread[]] = [[], []];
  const readAtMs = clock.nowMs();
  let page: Page = { after: undefined, most: PAGE };
  for (;;) {
    const read: Result<Listed> = await inTime(clock, list(page), (said) => failed(late('flags', said)));
    if (!read.ok) return read;
    flags.push(...read.value.flags);
    unread.push(...read.value.unread);
    const { next, folded } = read.value;
    if (next === undefined)
      return ok({
        schemaVersion: 1,
        backend: where.backend,
        place: where.place,
        readAtMs,
        ...(folded ? { folded } : {}),
        flags: flags.toSorted(({ flag: a }, { flag: b }) => (a.key < b.key ? -1 : 1)),
        unread,
      });
    if (next === page.after) return failed(goesRound(where.place));
    if (flags.length + unread.length >= MOST_LISTED) return failed(tooMany(where.place));
    page = { after: next, most: PAGE };
  }
};

/** An inventory that was written down. */
export const loadInventory = async (file: string, { files }: Pick<Ports, 'files'>): Promise<Result<Inventory>> => {
  const text = await files.read(file, MOST_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value, 'inventory', file);
  return json.ok ? checked<Inventory>(Inventory, json.value, 'inventory') : json;
};

const notListed = (backend: string): Problem =>
  problem({
    kind: 'usage',
    code: 'flags-not-listed',
    path: 'backend',
    message: `${plain(backend)} does not say which flags it has`,
    hint: 'rampart flags get FLAG shows one whose name is known',
  });

const goesRound = (place: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'flags-list-endless',
    path: plain(place, 200),
    message: 'the flag system gives the same page of flags again and again',
    hint: 'is it a version that is supported?',
  });

const tooMany = (place: string): Problem =>
  problem({
    kind: 'invalid',
    code: 'flags-too-many',
    path: plain(place, 200),
    message: `there are more than ${MOST_LISTED} flags`,
    hint: 'read one project at a time, if the flag system has projects',
  });
