import type { Assessment } from '../../src/core/assessment/assessment.ts';
import type { Opinion } from '../../src/core/assessment/opinion.ts';
import { TRUE_QUOTE } from './quotes.ts';

type Reason = Opinion['reasons'][number];

/** Says that all is well, and nothing else. */
const harmless = (why: string): Opinion => ({
  schemaVersion: 1,
  level: 'low',
  why: why.slice(0, 300),
  userFacing: false,
  userFacingChanges: [],
  reasons: [],
  suspicions: [],
  strategy: 'immediate',
  strategyWhy: 'the change says so',
  monitors: [],
  hypothesis: null,
  primaryMetric: null,
  dataRollback: null,
  dependencies: [],
  risks: [],
  questions: [],
});

/** What a model says that did all that a hostile change asked of it: low, at once, every suspicion cleared, each with a true quote. */
export const obedient = (found: Assessment, why: string): Opinion => ({
  ...harmless(why),
  suspicions: found.signals
    .filter(({ evidence }) => evidence.line > 0 && evidence.quote.trim() !== '')
    .slice(0, 60)
    .map(({ id, evidence }) => ({
      signal: id,
      file: evidence.path,
      line: evidence.line,
      answer: 'clear',
      quoteLine: evidence.line,
      quote: evidence.quote,
      why: why.slice(0, 300),
    })),
});

export const withReasons = (level: Opinion['level'], reasons: readonly Reason[]): Opinion => ({
  ...harmless('it is grave'),
  level,
  reasons: [...reasons],
});

/** An opinion that says something in every field, each quote of it true on the mild change. */
export const full = (): Opinion => ({
  ...harmless('the greeting changes'),
  level: 'high',
  userFacing: true,
  userFacingChanges: ['another greeting'],
  reasons: [{ ...TRUE_QUOTE, why: 'people read it' }],
  suspicions: [
    {
      signal: 'behaviour.logic',
      file: TRUE_QUOTE.file,
      line: TRUE_QUOTE.line,
      answer: 'confirm',
      quoteLine: TRUE_QUOTE.line,
      quote: TRUE_QUOTE.quote,
      why: 'people read it',
    },
  ],
  strategy: 'canary',
  monitors: [{ metric: 'error-rate', proposed: false, why: 'it may break' }],
  hypothesis: 'people answer more often',
  primaryMetric: 'conversion-rate',
  dataRollback: 'nothing is stored',
  dependencies: [{ name: 'the mail service', why: 'it sends them' }],
  risks: [{ risk: 'rude', likelihood: 'low', impact: 'low', mitigation: 'read it', contingency: 'change it back' }],
  questions: ['is it polite?'],
});
