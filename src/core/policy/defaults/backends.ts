import type { Policy } from '../policy.ts';

/** What the flag systems of the built-in policy can hold, and how a person moves them by hand. */
export const backends: Policy['backends'] = {
  flagd: {
    about: 'a flagd definition file: the embedded default, no server needed',
    capabilities: {
      stepPercent: 0.001,
      segments: true,
      allowList: true,
      places: true,
      variants: true,
      prerequisites: false,
      sticky: true,
      monotone: true,
      revisioned: true,
    },
    commands: {
      status: `jq '.flags."{flag}"' flags.json`,
      set: `jq '.flags."{flag}" += {"state": "ENABLED", "targeting": {"fractional": [["on", {percent} * 1000], ["off", (100 - {percent}) * 1000]]}}' flags.json > flags.next && mv flags.next flags.json`,
      off: `jq '.flags."{flag}".state = "DISABLED"' flags.json > flags.next && mv flags.next flags.json`,
    },
  },
  api: {
    about: 'a feature-flag service with a REST API: PUT /feature-flags/NAME',
    capabilities: {
      stepPercent: 0.001,
      segments: true,
      allowList: true,
      places: false,
      variants: true,
      prerequisites: false,
      sticky: true,
      monotone: true,
      revisioned: false,
    },
    commands: {
      status: 'curl -fsS "$FLAGS_URL/feature-flags/{flag}"',
      set: `curl -fsS -X PUT "$FLAGS_URL/feature-flags/{flag}" -H 'content-type: application/json' -d '{"enabled": true, "percentage": {percent}}'`,
      off: `curl -fsS -X PUT "$FLAGS_URL/feature-flags/{flag}" -H 'content-type: application/json' -d '{"enabled": false}'`,
    },
  },
  cli: {
    about: 'a command line tool that takes whole percents: mycelia-flags and its kin',
    capabilities: {
      stepPercent: 1,
      segments: false,
      allowList: true,
      places: false,
      variants: false,
      prerequisites: false,
      sticky: true,
      monotone: true,
      revisioned: false,
    },
    commands: {
      status: 'mycelia-flags get {flag}',
      set: 'mycelia-flags rollout {flag} {percent}',
      off: 'mycelia-flags rollout {flag} 0',
    },
  },
  sql: {
    about: 'a table feature_rollouts with a percentage and a status for each feature',
    capabilities: {
      stepPercent: 0.01,
      segments: false,
      allowList: true,
      places: false,
      variants: false,
      prerequisites: false,
      sticky: true,
      monotone: true,
      revisioned: false,
    },
    commands: {
      status: `psql -c "SELECT feature_name, percentage, status FROM feature_rollouts WHERE feature_name = '{flag}'"`,
      set: `psql -c "UPDATE feature_rollouts SET percentage = {percent}, status = 'active' WHERE feature_name = '{flag}'"`,
      off: `psql -c "UPDATE feature_rollouts SET percentage = 0, status = 'rolled_back' WHERE feature_name = '{flag}'"`,
    },
  },
  env: {
    about: 'environment variables in a dotenv file: on or off, nothing between',
    capabilities: {
      stepPercent: 100,
      segments: false,
      allowList: false,
      places: false,
      variants: false,
      prerequisites: false,
      sticky: true,
      monotone: true,
      revisioned: false,
    },
    commands: {
      status: 'grep -i "^{flag}=" .env',
      set: `sed -i 's/^{flag}=.*/{flag}=true/' .env   # only 0 and 100 exist here; deploy to take effect`,
      off: `sed -i 's/^{flag}=.*/{flag}=false/' .env   # deploy to take effect`,
    },
  },
};
