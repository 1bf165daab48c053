import { glance, type Glance } from './lexer.ts';
import { ABOUT } from './words.ts';

/** Where in a system a file stands, as far as its path tells. */
export type Layer =
  | 'server'
  | 'screen'
  | 'style'
  | 'copy'
  | 'migration'
  | 'contract'
  | 'manifest'
  | 'infra'
  | 'pipeline'
  | 'config'
  | 'script'
  | 'asset';

export type Place = {
  readonly layer: Layer;
  /** ABOUT mask of the path's words. */
  readonly about: number;
  readonly extension: string;
  readonly name: string;
  /** How comments start: `//`, `#`, `--`, or `'` for Rust, whose quotes are no quotes. */
  readonly marks: string;
  /** First two folders: the module this file belongs to, for counting breadth. */
  readonly module: string;
};

type Rule = readonly [Layer, RegExp];

/** First match wins. */
const RULES: readonly Rule[] = [
  ['asset', /(?:^|\/)(?:structure\.sql|schema\.rb)$/],
  [
    'pipeline',
    /(?:^|\/)(?:\.github\/workflows|\.gitlab|\.circleci|\.buildkite|fastlane)\/|\.gitlab-ci\.yml$|Jenkinsfile|\.goreleaser/i,
  ],
  [
    'migration',
    /(?:^|\/)(?:migrations?|migrate|db_migrations|alembic|versions|ddl|changelogs|flyway|evolutions)\/.*(?:\.(?:rb|py|sql|php|cs|exs)|\d{2}.*\.(?:ts|js|mjs|java|kt|go|xml|ya?ml|rs))$|(?:^|\/)\d{2,14}[_.-][^/]*\.sql$|(?:^|\/)V\d+[\d_.]*__.*\.sql$|(?:^|\/)[^/]*migration[^/]*\.(?:sql|rb|php)$/i,
  ],
  [
    'manifest',
    /(?:^|\/)(?:package\.json|composer\.json|Cargo\.toml|go\.mod|Gemfile|[\w-]+\.gemspec|pyproject\.toml|setup\.(?:py|cfg)|requirements[\w.-]*\.(?:txt|in|pip)|requirements\/[\w.-]+\.(?:txt|in)|Pipfile|pom\.xml|build\.gradle(?:\.kts)?|libs\.versions\.toml|versions\.gradle|dependencies\.gradle|gradle-wrapper\.properties|[\w.-]+\.(?:csproj|fsproj|vbproj)|(?:Directory\.)?(?:Packages|Build)\.props|mix\.exs|pubspec\.yaml|Package\.swift|Podfile|packages\.config|global\.json|rust-toolchain(?:\.toml)?|\.(?:ruby|node|python|nvmrc|java|go)-?version|\.nvmrc|\.tool-versions|runtime\.txt|build\.sbt|pnpm-workspace\.yaml|versions\.tf|Chart\.yaml|requirements\.yaml|environment\.yml|deps\.edn|project\.clj)$/i,
  ],
  [
    'infra',
    /(?:^|\/)(?:Dockerfile|Containerfile)[\w.-]*$|[\w.-]*\.?Dockerfile(?:\.\w+)?$|docker-compose[\w.-]*\.ya?ml$|(?:^|\/)compose[\w.-]*\.ya?ml$|\.(?:tf|tofu|hcl|tfvars|bicep|nix|rego)$|(?:^|\/)(?:charts?|helm|k8s|kubernetes|kustomize|manifests|deploy|deployments?|infra|infrastructure|terraform|ansible|cloudformation|nginx|systemd|crds?|docker|pulumi)\/.*\.(?:ya?ml|tpl|json|conf|sh|j2|toml|service|cfg|properties|template)$|(?:^|\/)(?:entrypoint|start|boot|run)[\w.-]*\.sh$|nginx[\w.-]*\.conf|Procfile|serverless\.ya?ml|\.service$|values[\w.-]*\.ya?ml$|(?:^|\/)app\.(?:ya?ml|json)$/i,
  ],
  [
    'contract',
    /\.(?:graphqls?|gql|proto|avsc|thrift|wsdl|xsd|raml)$|(?:openapi|swagger|api[-_]?spec|asyncapi)[\w.-]*\.(?:ya?ml|json)$|(?:^|\/)(?:openapi|swagger|apispec)\/.*\.(?:ya?ml|json)$|(?:^|\/)(?:schema|values\.schema)\.(?:json|graphql)$|\.api$|\.d\.ts$|api-report\.md$/i,
  ],
  ['style', /\.(?:css|scss|sass|less|styl|svg|woff2?|ttf)$/i],
  ['asset', /\.(?:png|jpe?g|gif|webp|ico|pdf|mp[34]|avif|lottie)$/i],
  [
    'copy',
    /(?:^|\/)(?:locales?|i18n|l10n|lang|langs|languages|translations?)\/|(?:^|\/)values(?:-[\w-]+)?\/strings[\w-]*\.xml$|\.(?:po|pot|xliff|xlf|strings|stringsdict|resx|arb|ftl)$|(?:^|\/)messages[\w-]*\.(?:properties|json)$/i,
  ],
  [
    'script',
    /(?:^|\/)(?:lib\/tasks|scripts?(?!\/.*\.(?:vue|svelte|tsx|jsx)$)|bin|tools?|hack|management\/commands|rake|seeds?|devtools|utilities\/dev)\/|\.(?:rake|sh|bash|ps1|bat)$|(?:^|\/)(?:seeds?|manage)\.(?:rb|ts|js|py)$|(?:^|\/)(?:Makefile|Rakefile|justfile)$/i,
  ],
  [
    'screen',
    /\.(?:tsx|jsx|vue|svelte|x?html?|html-\w+|hbs|erb|haml|slim|ejs|pug|twig|jinja2?|j2|mustache|liquid|cshtml|razor|xaml|storyboard|xib|astro|axaml|blade\.php|phtml|ftlh|jsp|heex|gohtml|tmpl)$|(?:^|\/)res\/(?:layout|drawable|values|menu|anim|navigation)[\w-]*\/|(?:^|\/)(?:components|composables|widgets|screens|ui|views?\/components|frontend|front-end|client\/src|webapp|web\/src|webui|static\/js|assets\/(?:js|javascripts|src)|app\/javascript|public\/(?:js|src|scripts)|viewcontrollers?|fragments|activities|hooks|stores?)\/.*\.(?:tsx?|jsx?|mjs|kt|swift|dart|java|vue|m|coffee|es6)$|(?:View|ViewController|Fragment|Activity|Screen|Widget|Dialog|Cell|Adapter|ViewModel|Composable|Presenter)s?\.(?:kt|swift|java|dart|cs|m)$/,
  ],
  [
    'config',
    /\.(?:json|ya?ml|toml|ini|env|properties|conf|cfg|plist|xml|editorconfig)(?:\.\w+)?$|(?:^|\/)\.env[\w.-]*$|(?:^|\/)\.[\w.-]+$/i,
  ],
  ['asset', /\.(?:md|txt|rst|adoc|csv|map|lock|sum)$/i],
];

const CODE =
  /\.(?:rb|py|pyi|ts|mts|cts|js|mjs|cjs|es6|go|rs|java|kt|kts|cs|fs|vb|php|inc|swift|scala|clj|cljs|cljc|ex|exs|erl|dart|c|cc|cpp|cxx|h|hpp|m|mm|pl|pm|lua|groovy|hs|elm|jl|r|sql|prisma|cr|nim|zig|sol|coffee|ml|proto|jbuilder|rabl|thor|ru)$/i;

const HASH_COMMENTS =
  /\.(?:py|rb|rake|sh|bash|ya?ml|toml|tf|tofu|hcl|tfvars|conf|cfg|ini|env|ex|exs|pl|r|nix|properties|gemspec|ps1|graphqls?|gql|haml|slim|txt|in|coffee|jl|cr|bzl|cmake)$|(?:Dockerfile|Makefile|Gemfile|Rakefile|Podfile|Procfile|Fastfile|\.gitignore)/i;
const DASH_COMMENTS = /\.(?:sql|lua|hs|elm|ddl)$/i;

const marksOf = (path: string): string => {
  if (HASH_COMMENTS.test(path)) return '#';
  if (DASH_COMMENTS.test(path)) return '--';
  return path.endsWith('.rs') ? "'" : '//';
};

const scratch = (): Glance => ({ about: 0, does: 0, said: 0, words: 0, key: 0 });

/** Words of the folders and of the name, without what is true of every path in a tree. */
const aboutPath = (path: string): number => {
  const out = scratch();
  const tail = path.length > 300 ? path.slice(-300) : path;
  glance(tail, '', out);
  return out.about;
};

const AMBIGUOUS = ABOUT.visual | ABOUT.log | ABOUT.config;

export const placeOf = (path: string): Place => {
  const short = path.length > 400 ? path.slice(-400) : path;
  const layer = RULES.find(([, pattern]) => pattern.test(short))?.[0] ?? (CODE.test(short) ? 'server' : 'asset');
  const name = short.slice(short.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return {
    layer,
    about: aboutPath(name === 'views.py' ? path.slice(0, -name.length) : path) & ~(AMBIGUOUS & ~ABOUT.config),
    extension: dot < 0 ? '' : name.slice(dot + 1).toLowerCase(),
    name,
    marks: marksOf(short),
    module: short.split('/').slice(0, -1).slice(0, 3).join('/'),
  };
};
