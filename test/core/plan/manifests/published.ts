/**
 * The fields that our manifests use, as their publishers declare them: the custom resources of Argo Rollouts
 * (argoproj.io/v1alpha1) and Flagger (flagger.app/v1beta1), and GO Feature Flag's schema of a flag file. Written down here
 * and closed, so that a field that is none, or of another type, is found; what we do not use is not repeated.
 */
const object = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required: [...required],
  additionalProperties: false,
});
const text = { type: 'string', minLength: 1 };
const name = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 };
const listOf = (items: object) => ({ type: 'array', items });
const goDuration = { type: 'string', pattern: '^[1-9][0-9]*s$' };
const prometheus = object({ address: { type: 'string', format: 'uri' }, query: text });
const resource = (apiVersion: string, kind: string, spec: object) =>
  object({ apiVersion: { const: apiVersion }, kind: { const: kind }, metadata: object({ name }), spec });

const ARGO = 'argoproj.io/v1alpha1';
const argoStep = {
  oneOf: [
    object({ setWeight: { type: 'integer', minimum: 0, maximum: 100 } }),
    object({ pause: object({ duration: goDuration }, []) }),
  ],
};
const rollout = resource(
  ARGO,
  'Rollout',
  object({
    workloadRef: object({ apiVersion: text, kind: text, name }),
    strategy: object({
      canary: object(
        { steps: listOf(argoStep), analysis: object({ templates: listOf(object({ templateName: name })) }) },
        ['steps'],
      ),
    }),
  }),
);
const analysisTemplate = resource(
  ARGO,
  'AnalysisTemplate',
  object({
    metrics: listOf(
      object(
        {
          name: text,
          interval: text,
          successCondition: text,
          failureCondition: text,
          failureLimit: { type: 'integer' },
          provider: object({ prometheus }),
        },
        ['name', 'provider', 'successCondition'],
      ),
    ),
  }),
);

const FLAGGER = 'flagger.app/v1beta1';
const range = { ...object({ min: { type: 'number' }, max: { type: 'number' } }, []), minProperties: 1 };
const canary = resource(
  FLAGGER,
  'Canary',
  object({
    targetRef: object({ apiVersion: text, kind: { enum: ['DaemonSet', 'Deployment', 'Service'] }, name }),
    service: object({ port: { type: 'number' } }),
    analysis: object({
      interval: goDuration,
      threshold: { type: 'number' },
      stepWeights: listOf({ type: 'number', minimum: 0, maximum: 100 }),
      metrics: listOf(
        object({ name: text, templateRef: object({ name }), thresholdRange: range, interval: goDuration }),
      ),
    }),
  }),
);
const metricTemplate = resource(
  FLAGGER,
  'MetricTemplate',
  object({
    provider: object({ type: { const: 'prometheus' }, address: { type: 'string', format: 'uri' } }),
    query: text,
  }),
);

const rule = object(
  {
    name: text,
    query: text,
    variation: { enum: ['on', 'off'] },
    percentage: { type: 'object', additionalProperties: { type: 'number', minimum: 0, maximum: 100 } },
  },
  [],
);
const step = object({ date: { type: 'string', format: 'date-time' }, targeting: listOf(rule), defaultRule: rule }, [
  'date',
]);
const goffFlags = {
  type: 'object',
  additionalProperties: object(
    {
      variations: { type: 'object', minProperties: 2 },
      targeting: listOf(rule),
      defaultRule: rule,
      scheduledRollout: listOf(step),
      metadata: { type: 'object' },
    },
    ['variations', 'defaultRule'],
  ),
};

const anything = {};
const flagdFlags = object({
  $schema: { const: 'https://flagd.dev/schema/v0/flags.json' },
  flags: {
    type: 'object',
    additionalProperties: object({
      state: { enum: ['ENABLED', 'DISABLED'] },
      variants: {
        minProperties: 1,
        oneOf: [
          { type: 'object', additionalProperties: { type: 'boolean' } },
          { type: 'object', additionalProperties: { type: 'string' } },
        ],
      },
      defaultVariant: { type: 'string' },
      targeting: { type: 'object', additionalProperties: anything, minProperties: 1, maxProperties: 1 },
      metadata: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
    }),
  },
});

export const PUBLISHED: Readonly<Record<string, object>> = {
  'argo-rollouts': { oneOf: [rollout, analysisTemplate] },
  flagd: flagdFlags,
  flagger: { oneOf: [canary, metricTemplate] },
  goff: goffFlags,
};
