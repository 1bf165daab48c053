import { behaviour } from './behaviour.ts';
import { breadthEntries } from './breadth.ts';
import { contracts } from './contracts.ts';
import { data } from './data.ts';
import { dependencies } from './dependencies.ts';
import type { Detector, Entry } from './detector.ts';
import { escaping } from './escaping.ts';
import { flags } from './flagged.ts';
import { guards } from './guards.ts';
import { historyEntries } from './history.ts';
import { infrastructure } from './infrastructure.ts';
import { screens } from './interface.ts';
import { migrations } from './migrations.ts';
import { money } from './money.ts';
import { ownRuleEntries } from './own-rules.ts';
import { security } from './security.ts';
import { unread } from './unread.ts';

/** Every family of detectors. A new one is a file and a line here. */
export const DETECTORS: readonly Detector[] = [
  money,
  security,
  guards,
  escaping,
  data,
  migrations,
  contracts,
  dependencies,
  infrastructure,
  flags,
  screens,
  behaviour,
  unread,
];

/** What `rampart explain` knows of each signal, by its id. */
export const SIGNALS: ReadonlyMap<string, Entry> = new Map(
  [...DETECTORS, breadthEntries, historyEntries, ownRuleEntries].flatMap(({ family, entries }) =>
    Object.entries(entries).map(([name, entry]): [string, Entry] => [`${family}.${name}`, entry]),
  ),
);
