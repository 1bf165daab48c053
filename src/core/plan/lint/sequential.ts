import { isFixed, type Rule as Limit } from '../../values/metric.ts';
import type { Rule } from './rule.ts';

const testFitsRule: Rule = {
  code: 'R073',
  title: 'What is told by all of a phase can be told that way',
  why: 'only a share has a limit that a sequential test knows, and only guards have a stake to divide',
  fix: 'take attributable from what is not a fixed limit on a ratio, and weight from what is no guard',
  severity: 'error',
  look: ({ triggers, monitors }) => {
    const kinds = new Map(monitors.map(({ id, kind }) => [id, kind]));
    return triggers.flatMap(({ attributable, weight, rule, monitor }, at) => {
      const isLimit = isFixed(rule) && (kinds.get(monitor) ?? 'ratio') === 'ratio';
      return [
        ...(attributable && !isLimit
          ? [{ path: `triggers[${at}].attributable`, message: `${inWords(rule)} is no fixed limit on a ratio` }]
          : []),
        ...(weight !== undefined && rule.is !== 'regression'
          ? [{ path: `triggers[${at}].weight`, message: `${inWords(rule)} is no guard` }]
          : []),
      ];
    });
  },
};

const inWords = (rule: Limit): string => (rule.is === 'regression' ? 'a regression' : `${rule.is} ${rule.value}`);

export const sequentialRules: readonly Rule[] = [testFitsRule];
