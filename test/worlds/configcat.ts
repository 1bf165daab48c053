import { z } from 'zod';
import { configcat } from '../../src/adapters/flag-backend/configcat.ts';
import { worked } from '../helpers/log.ts';
import { aServer, type Said, type Seen, SECRET } from '../helpers/server.ts';
import type { FlagWorld } from './world.ts';

/** The Public Management API of ConfigCat as far as we speak to it. */
const Value = z.strictObject({ boolValue: z.boolean() });
const Condition = z.strictObject({
  userCondition: z.strictObject({
    comparisonAttribute: z.string().max(1000),
    comparator: z.enum(['isOneOf', 'isNotOneOf', 'containsAnyOf', 'textStartsWithAnyOf', 'textEndsWithAnyOf']),
    comparisonValue: z.strictObject({
      listValue: z.array(z.strictObject({ value: z.string(), hint: z.string().nullish() })).min(1),
    }),
  }),
});
const Rule = z.strictObject({
  conditions: z.array(Condition),
  percentageOptions: z.array(z.strictObject({ percentage: z.int().min(0).max(100), value: Value })),
  value: Value.nullish(),
});
const Formula = z.strictObject({
  defaultValue: Value,
  targetingRules: z.array(Rule),
  percentageEvaluationAttribute: z.string().nullable(),
});
type Formula = z.infer<typeof Formula>;
const New = z.strictObject({
  key: z.string().regex(/^[A-Za-z0-9_:.-]+$/),
  name: z.string(),
  settingType: z.literal('boolean'),
});

type Setting = { settingId: number; key: string; settingType: string; formulas: Record<string, Formula> };

export type ConfigCatServer = { readonly settings: Map<string, Setting> };

const no = (status: number, message: string): Said => ({ status, json: { message } });
const bare = (): Formula => ({
  defaultValue: { boolValue: false },
  targetingRules: [],
  percentageEvaluationAttribute: null,
});

/** Options make a whole, and a rule has either them or a value. */
const isSound = ({ targetingRules }: Formula): boolean =>
  targetingRules.every(({ percentageOptions, value }) => {
    const sum = percentageOptions.reduce((all, { percentage }) => all + percentage, 0);
    return percentageOptions.length === 0 ? Boolean(value) : !value && sum === 100;
  });

const configCatServer = (state: ConfigCatServer): ((seen: Seen) => Said) => {
  const create = (json: unknown): Said => {
    const sent = New.safeParse(json);
    if (!sent.success) return no(400, sent.error.issues[0]?.message ?? 'bad');
    const { key, settingType } = sent.data;
    if (state.settings.has(key)) return no(400, 'the key is already in use');
    const settingId = state.settings.size + 1;
    state.settings.set(key, { settingId, key, settingType, formulas: { production: bare(), staging: bare() } });
    return { status: 201, json: { settingId, key, settingType } };
  };
  const replace = (environment: string, id: string, { json, query }: Seen): Said => {
    const setting = [...state.settings.values()].find(({ settingId }) => String(settingId) === id);
    if (!setting?.formulas[environment]) return no(404, 'Not found.');
    if (!query.get('reason')) return no(400, 'a reason is required');
    const sent = Formula.safeParse(json);
    if (!sent.success || !isSound(sent.data)) return no(400, sent.error?.issues[0]?.message ?? 'percentages');
    setting.formulas[environment] = sent.data;
    return { status: 200, json: shown(setting, environment) };
  };
  return (seen) => {
    if (seen.headers.get('authorization') !== `Basic ${btoa(`rampart:${SECRET}`)}`) return no(401, 'who are you?');
    const [, version, what, first = '', second, third = '', last] = seen.path.split('/');
    if (version === 'v1' && what === 'configs' && first === 'c1' && second === 'settings') return create(seen.json);
    if (version !== 'v2') return no(404, 'Not found.');
    if (what === 'environments' && second === 'settings' && last === 'value') return replace(first, third, seen);
    if (what !== 'configs' || first !== 'c1' || third !== 'production') return no(404, 'Not found.');
    const formulas = [...state.settings.values()].map((one) => shown(one, third));
    return { status: 200, json: { config: {}, environment: {}, readOnly: false, settingFormulas: formulas } };
  };
};

/** Every value comes back with all the kinds that it could have been of. */
const shown = ({ formulas, ...setting }: Setting, environment: string) => {
  const { defaultValue, targetingRules, percentageEvaluationAttribute } = formulas[environment] ?? bare();
  return {
    lastVersionId: 'x',
    defaultValue: whole(defaultValue),
    targetingRules: targetingRules.map(({ conditions, percentageOptions, value }) => ({
      conditions: conditions.map(({ userCondition }) => ({
        userCondition: {
          ...userCondition,
          comparisonValue: { stringValue: null, doubleValue: null, ...userCondition.comparisonValue },
        },
        segmentCondition: null,
        prerequisiteFlagCondition: null,
      })),
      percentageOptions: percentageOptions.map((one) => ({ ...one, value: whole(one.value) })),
      value: value ? whole(value) : null,
    })),
    setting: { ...setting, name: setting.key, hint: null },
    updatedAt: null,
    percentageEvaluationAttribute,
  };
};

const whole = (value: z.infer<typeof Value>) => ({
  ...value,
  stringValue: null,
  intValue: null,
  doubleValue: null,
  predefinedVariationId: null,
});

const COMPARATORS = { isOneOf: 0, isNotOneOf: 1, containsAnyOf: 2, textStartsWithAnyOf: 30, textEndsWithAnyOf: 32 };

/** The file that SDKs load: a last rule without a condition is the percentages of the flag itself. */
export const configJson = ({ settings }: ConfigCatServer, environment = 'production') => ({
  p: { u: 'https://cdn.example.com', r: 0, s: 'salt' },
  s: [],
  f: Object.fromEntries(
    [...settings.values()].map(({ key, formulas }) => {
      const { defaultValue, targetingRules, percentageEvaluationAttribute } = formulas[environment] ?? bare();
      const last = targetingRules.find(({ conditions }) => conditions.length === 0);
      return [
        key,
        {
          t: 0,
          a: percentageEvaluationAttribute,
          v: { b: defaultValue.boolValue },
          i: 'v',
          r: targetingRules.filter(({ conditions }) => conditions.length > 0).map(ruleForSdks),
          p: optionsForSdks(last?.percentageOptions ?? []),
        },
      ];
    }),
  ),
});

const ruleForSdks = ({ conditions, percentageOptions, value }: z.infer<typeof Rule>) => ({
  c: conditions.map(({ userCondition: { comparisonAttribute, comparator, comparisonValue } }) => ({
    u: { a: comparisonAttribute, c: COMPARATORS[comparator], l: comparisonValue.listValue.map((one) => one.value) },
  })),
  ...(value ? { s: { v: { b: value.boolValue }, i: 's' } } : { p: optionsForSdks(percentageOptions) }),
});

const optionsForSdks = (options: z.infer<typeof Rule>['percentageOptions']) =>
  options.map(({ percentage, value }, nth) => ({ p: percentage, v: { b: value.boolValue }, i: `p${nth}` }));

const AT = 'https://api.configcat.example.com';

export const aConfigCat = async () => {
  const state: ConfigCatServer = { settings: new Map() };
  const env = { CONFIGCAT_USER: 'rampart', CONFIGCAT_PASSWORD: SECRET };
  const server = aServer(AT, configCatServer(state), env);
  return {
    state,
    server,
    backend: worked(await configcat.open(`${AT}/?config=c1&environment=production`, server.context)),
  };
};

export const configcatWorld = async (): Promise<FlagWorld> => aConfigCat();
