import { isFixed, type Rule as Limit } from '../../values/metric.ts';
import { DAY, humanDuration, toMs } from '../../values/duration.ts';
import { quoted } from '../../values/quote.ts';
import { hasControl, shareOfEveryone } from '../exposure.ts';
import { sightInWords } from '../report/sights.ts';
import { sightsOf } from '../sight.ts';
import type { Finding, Rule } from './rule.ts';

const testFitsRule: Rule = {
  code: 'R073',
  title: 'What is told by all of a phase can be told that way',
  why: 'only a share has a limit that a sequential test knows, and only guards have a stake to divide',
  fix: 'take attributable from what is not a fixed limit on a ratio, and weight and sees from what is no guard',
  severity: 'error',
  look: ({ triggers, monitors }) => {
    const kinds = new Map(monitors.map(({ id, kind }) => [id, kind]));
    return triggers.flatMap(({ attributable, weight, sees, rule, monitor }, at) => {
      const isLimit = isFixed(rule) && (kinds.get(monitor) ?? 'ratio') === 'ratio';
      return [
        ...(attributable && !isLimit
          ? [{ path: `triggers[${at}].attributable`, message: `${inWords(rule)} is no fixed limit on a ratio` }]
          : []),
        ...(sees !== undefined && rule.is !== 'regression'
          ? [{ path: `triggers[${at}].sees`, message: `${inWords(rule)} is no guard` }]
          : []),
        ...(weight !== undefined && rule.is !== 'regression'
          ? [{ path: `triggers[${at}].weight`, message: `${inWords(rule)} is no guard` }]
          : []),
      ];
    });
  },
};

const inWords = (rule: Limit): string => (rule.is === 'regression' ? 'a regression' : `${rule.is} ${rule.value}`);

const phasesSee: Rule = {
  code: 'R074',
  title: 'A phase is long enough to see what its guards are there for',
  why: 'a phase that cannot see what it is there for costs days and gives nothing but the feeling of having looked',
  fix: 'lengthen the soak, begin with a larger share, or let the policy do it: traffic.lengthen',
  severity: 'warning',
  look: (plan) =>
    sightsOf(plan).flatMap((sight) => {
      // Where too few come by for one number in a window, no soak is long enough: that is for the rule below.
      const short = sight.guards.filter(
        ({ times = Infinity, named, namedMs }) => times > named && namedMs !== undefined,
      );
      const path = `phases[${plan.phases.indexOf(sight.phase)}].soak`;
      return short.length === 0 ? [] : [{ path, message: sightInWords({ ...sight, guards: short, unknown: [] }) }];
    }),
};

const samplesComeTogether: Rule = {
  code: 'R075',
  title: 'The least samples of a trigger come together',
  why: 'a trigger that never has enough of them is never quiet, and the phase waits for it until its deadline',
  fix: 'lower minSamples, look at a longer window, or begin with a larger share',
  severity: 'warning',
  look: ({ phases, triggers, traffic }) => {
    if (!traffic) return [];
    return phases.flatMap(({ id, audience, watch, soak, gates }, at) => {
      if (audience.percent === 0 || !hasControl(audience) || !gates.some(({ is }) => is === 'triggers-quiet'))
        return [];
      const perDay = (traffic.perDay * shareOfEveryone(audience)) / 100;
      return triggers.flatMap((trigger): Finding[] => {
        const whole = trigger.rule.is === 'regression' || trigger.attributable === true;
        const overMs = toMs(whole ? (soak ?? '') : trigger.window);
        const come = Math.round((perDay * overMs) / DAY);
        if (!watch.includes(trigger.monitor) || overMs === 0 || come >= trigger.minSamples) return [];
        const message = `${quoted(trigger.id)} asks for ${trigger.minSamples} samples, and some ${come} come in ${humanDuration(overMs)} of phase ${quoted(id)}`;
        return [{ path: `phases[${at}]`, message }];
      });
    });
  },
};

export const sequentialRules: readonly Rule[] = [testFitsRule, phasesSee, samplesComeTogether];
