/** A system that a repository may already speak to, and the words that give it away in manifests and imports. */
type Known = {
  readonly of: 'flags' | 'metrics';
  readonly system: string;
  /** The adapter for it; absent where there is none. */
  readonly name?: string;
  readonly words: readonly string[];
};

/** By the names that their packages have, in whatever language. The first of a kind that is found is offered first. */
export const KNOWN: readonly Known[] = [
  {
    of: 'flags',
    system: 'LaunchDarkly',
    name: 'launchdarkly',
    words: ['launchdarkly', 'LaunchDarkly', 'ldclient'],
  },
  {
    of: 'flags',
    system: 'Unleash',
    name: 'unleash',
    words: [
      'unleash-client',
      '@unleash/',
      'UnleashClient',
      'getunleash',
      'Unleash.Client',
      "gem 'unleash",
      'gem "unleash',
    ],
  },
  { of: 'flags', system: 'GrowthBook', name: 'growthbook', words: ['growthbook', 'GrowthBook'] },
  { of: 'flags', system: 'ConfigCat', name: 'configcat', words: ['configcat', 'ConfigCat'] },
  {
    of: 'flags',
    system: 'Flipt',
    name: 'flipt',
    words: ['@flipt-io/', 'go.flipt.io', 'flipt-client', 'flipt_client', 'io.flipt'],
  },
  {
    of: 'flags',
    system: 'GO Feature Flag',
    name: 'go-feature-flag',
    words: ['go-feature-flag', 'gofeatureflag', 'GOFeatureFlag'],
  },
  { of: 'flags', system: 'flagd', name: 'flagd', words: ['flagd'] },
  { of: 'flags', system: 'PostHog', name: 'posthog', words: ['posthog', 'PostHog'] },
  { of: 'flags', system: 'Flagsmith', words: ['flagsmith', 'Flagsmith'] },
  { of: 'flags', system: 'Statsig', words: ['statsig', 'Statsig'] },
  { of: 'flags', system: 'Split', words: ['@splitsoftware/', 'splitio', 'io.split.client'] },
  { of: 'flags', system: 'Optimizely', words: ['@optimizely/', 'optimizely-sdk', 'OptimizelySDK'] },
  {
    of: 'metrics',
    system: 'Prometheus',
    name: 'prometheus',
    words: [
      'prom-client',
      'prometheus_client',
      'prometheus-client',
      'prometheus/client_golang',
      'micrometer-registry-prometheus',
      'prometheus-net',
    ],
  },
  { of: 'metrics', system: 'Datadog', name: 'datadog', words: ['dd-trace', 'ddtrace', 'datadog', 'Datadog'] },
  { of: 'metrics', system: 'New Relic', name: 'newrelic', words: ['newrelic', 'NewRelic'] },
  {
    of: 'metrics',
    system: 'Sentry',
    name: 'sentry',
    words: ['@sentry/', 'sentry-sdk', 'sentry_sdk', 'sentry-go', 'io.sentry', 'sentry-ruby', 'sentry/sentry'],
  },
  {
    of: 'metrics',
    system: 'CloudWatch',
    name: 'cloudwatch',
    words: ['client-cloudwatch', 'micrometer-registry-cloudwatch', 'service/cloudwatch'],
  },
];

/** Metric sources in the order in which they are offered: what needs no server first, what needs a program of the team's own last. */
export const SOURCES = [
  'file',
  'prometheus',
  'grafana',
  'datadog',
  'cloudwatch',
  'newrelic',
  'sentry',
  'sql',
  'http-json',
  'pushed',
] as const;

/** Where dependencies are written down, by the name of the file. */
export const MANIFEST =
  /^(?:package\.json|deno\.jsonc?|requirements[\w.-]*\.txt|pyproject\.toml|Pipfile|setup\.(?:py|cfg)|go\.mod|Gemfile|[\w-]+\.gemspec|pom\.xml|build\.gradle(?:\.kts)?|libs\.versions\.toml|Cargo\.toml|composer\.json|pubspec\.yaml|mix\.exs|Package\.swift|[\w.-]+\.(?:cs|fs)proj|Directory\.Packages\.props)$/;

/** What is written in what, by a file that stands at the top of such a project. */
export const LANGUAGES: readonly (readonly [file: string, language: string])[] = [
  ['tsconfig.json', 'TypeScript'],
  ['package.json', 'JavaScript'],
  ['pyproject.toml', 'Python'],
  ['requirements.txt', 'Python'],
  ['go.mod', 'Go'],
  ['Gemfile', 'Ruby'],
  ['pom.xml', 'Java'],
  ['build.gradle', 'Java'],
  ['build.gradle.kts', 'Kotlin'],
  ['Cargo.toml', 'Rust'],
  ['composer.json', 'PHP'],
  ['Directory.Build.props', 'C#'],
  ['Package.swift', 'Swift'],
  ['pubspec.yaml', 'Dart'],
  ['mix.exs', 'Elixir'],
];
