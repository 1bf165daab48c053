import { codeLines, type Detector, type Entry, type Hit } from './detector.ts';
import type { Line } from './reading.ts';
import { ABOUT } from './words.ts';

const entries = {
  removed: {
    area: 'feature',
    level: 'medium',
    why: 'A flag goes away: what it guarded is on, or off, for everyone.',
    answer: 'Say which branch survives, and that everyone had it already.',
  },
  flipped: {
    area: 'feature',
    level: 'medium',
    why: 'A flag has another default: everyone who did not choose gets the other side.',
    answer: 'Say who is moved by it.',
  },
} as const satisfies Record<string, Entry>;

/** A question to a flag system. */
export const ASKS =
  /(?:isEnabled|is_enabled|isFeatureEnabled|feature_enabled\??|FeatureFlag\w{0,20}|featureFlags?\w{0,20}|Flipper(?:\.|\[)|useFeatureFlag|useFlag|useUnleash|variation|flag_enabled|waffle\.\w{1,20}|Feature\.enabled\?|Features?::\w{1,40}|isFeature\w{1,20}|hasFeature\w{0,20}|launchDarkly|ldClient|growthbook|experiment(?:al)?Enabled|featureManager|feature_flag|FEATURE_[A-Z]{2,40}|enable_[a-z_]{2,40}\?)/;
const DEFAULT = /(?:enabled|default|active|isEnabled|value)\w{0,20}["']?\s*[:=(]\s*["']?(true|false)\b/i;

const asks = (line: Line): boolean => (line.about & ABOUT.flag) !== 0 && ASKS.test(line.text.slice(0, 300));

export const flags: Detector = {
  family: 'flag',
  entries,
  look: (reading) => {
    if (reading.place.layer === 'infra' || reading.place.layer === 'manifest') return [];
    if ((reading.about & ABOUT.flag) === 0) return [];
    const hits: Hit[] = [];
    for (const [line, run] of codeLines(reading)) {
      if ((line.about & ABOUT.flag) === 0) continue;
      if (!line.added && asks(line) && !run.added.some(asks) && !line.reordered)
        hits.push({ name: 'removed', line, run });
      const was = line.added ? undefined : DEFAULT.exec(line.text.slice(0, 300))?.[1];
      const is =
        was === undefined
          ? undefined
          : run.added.map((one) => DEFAULT.exec(one.text.slice(0, 300))?.[1]).find((value) => value !== undefined);
      if (was !== undefined && is !== undefined && was !== is) hits.push({ name: 'flipped', line, run });
    }
    return hits;
  },
};
