import type { Policy } from '../policy.ts';

/** The flag systems that are rented, or run as a service of their own. */
export const vendors: Policy['backends'] = {
  launchdarkly: {
    about: 'LaunchDarkly, by its REST API',
    capabilities: {
      stepPercent: 0.001,
      segments: true,
      conditions: true,
      allowList: true,
      places: false,
      variants: false,
      prerequisites: true,
      sticky: true,
      monotone: true,
      revisioned: false,
    },
    commands: {
      status: `curl -fsS "https://app.launchdarkly.com/api/v2/flags/default/{flag}?env=production" -H "authorization: $LAUNCHDARKLY_TOKEN"`,
      set: 'in LaunchDarkly, open {flag} in its environment, and set the percentage rollout of the rule "everyone" to {percent} %',
      off: `curl -fsS -X PATCH "https://app.launchdarkly.com/api/v2/flags/default/{flag}" -H "authorization: $LAUNCHDARKLY_TOKEN" -H 'content-type: application/json; domain-model=launchdarkly.semanticpatch' -d '{"environmentKey": "production", "instructions": [{"kind": "turnFlagOff"}]}'`,
    },
  },
  growthbook: {
    about: 'GrowthBook, hosted by itself or by you, by its REST API',
    capabilities: {
      stepPercent: 0.01,
      segments: true,
      conditions: true,
      allowList: true,
      places: false,
      variants: false,
      prerequisites: true,
      sticky: true,
      monotone: true,
      revisioned: false,
    },
    commands: {
      status: `curl -fsS "$GROWTHBOOK_URL/api/v1/features/{flag}" -H "authorization: Bearer $GROWTHBOOK_KEY"`,
      set: 'in GrowthBook, open {flag}, set the coverage of the rule "everyone" to {percent} %, and publish',
      off: `curl -fsS -X POST "$GROWTHBOOK_URL/api/v1/features/{flag}/toggle" -H "authorization: Bearer $GROWTHBOOK_KEY" -H 'content-type: application/json' -d '{"environments": {"production": false}}'`,
    },
  },
};
