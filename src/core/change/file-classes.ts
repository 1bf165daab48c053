import type { FileClass } from './change.ts';

/**
 * What places and names say about a file, as data. Everything is lower case and every word stands for a whole part
 * of a path: `latest` and `contest` are no tests, `testing-service` is a service. What no table names is shipped:
 * to call shipped code something milder hides a risk, the other way round costs a second look.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Folders that mean one thing wherever they stand. The first that matches, from the left, decides. */
export const FOLDERS: ReadonlyMap<string, FileClass> = new Map<string, FileClass>(
  Object.entries({
    vendored:
      'node_modules bower_components jspm_packages third_party third-party thirdparty _vendor carthage .yarn .terraform godeps',
    snapshot: '__snapshots__ __image_snapshots__',
    fixture: '__fixtures__ testdata test-data test_data testfixtures test-fixtures test_fixtures',
    test: `test tests __tests__ __test__ __mocks__ cypress playwright testutil testutils test-utils test_utils
      test-helpers test_helpers testlib test-support integration-tests integration_tests integrationtest e2e-tests
      unit-tests unittests functional-tests functional_tests acceptance-tests smoke-tests androidtest commontest
      jvmtest iostest nativetest jstest`,
    generated: '__generated__ generated _generated autogen .next .nuxt .svelte-kit .turbo htmlcov storybook-static',
    tooling: '.vscode .idea .devcontainer .husky .vs .fleet .zed .storybook .changeset .cursor .claude',
    ci: '.circleci .buildkite .woodpecker .semaphore .teamcity',
  } satisfies Partial<Record<FileClass, string>>).flatMap(([is, names]) =>
    [...words(names)].map((name) => [name, is as FileClass] as const),
  ),
);

/** In these trees the build says what ships: a Java package named `test` or `example` below `src/main` does. */
export const SHIPPED_ROOTS = /(?:^|\/)src\/(?:main|[a-z]+main)\//;

/** Folders that mean this only at the top of a repository or of one package: deeper, `e2e` may encrypt and `pods` may run. */
export const TOP_FOLDERS: ReadonlyMap<string, FileClass> = new Map<string, FileClass>([
  ['examples', 'docs'],
  ['example', 'docs'],
  ['samples', 'docs'],
  ['vendor', 'vendored'],
  ['dist', 'generated'],
  ['fixtures', 'fixture'],
  ['pods', 'vendored'],
  ['gen', 'generated'],
  ['e2e', 'test'],
  ['benches', 'test'],
  ['hack', 'tooling'],
  ['bench', 'tooling'],
  ['benchmark', 'tooling'],
  ['benchmarks', 'tooling'],
]);
export const PACKAGE_FOLDERS = words('packages apps libs modules crates services plugins charts components projects');

/** `vendor` below something else is somebody else's code only where it is served from or named by its host. */
export const VENDOR_PATH =
  /(?:^|\/)(?:public|static|assets|wwwroot|javascripts|stylesheets|lib)\/vendor\/|(?:^|\/)vendor\/(?:github\.com|golang\.org|k8s\.io|gopkg\.in|google\.golang\.org|bundle|assets|composer|autoload\.php)(?:\/|$)|(?:^|\/)wwwroot\/lib\//;

export const LOCKFILES =
  words(`package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock
  gemfile.lock poetry.lock pipfile.lock pdm.lock uv.lock pixi.lock conda-lock.yml cargo.lock go.sum go.work.sum composer.lock
  mix.lock rebar.lock pubspec.lock podfile.lock package.resolved cartfile.resolved packages.lock.json paket.lock
  gradle.lockfile buildscript-gradle.lockfile .terraform.lock.hcl chart.lock requirements.lock flake.lock
  project.assets.json stack.yaml.lock cabal.project.freeze conan.lock vcpkg-lock.json module.bazel.lock jsr.lock`);

export const DOC_NAMES =
  /^(?:readme|changelog|changes|history|news|contributing|contributors|authors|maintainers|code_of_conduct|security|support|governance|upgrading|migrating|roadmap|licen[cs]e|copying|notice|todo|faq|notes)(?:[._-][a-z0-9._-]{0,40})?$/;
export const DOC_ENDINGS = words('md mdx markdown rst adoc asciidoc textile org rdoc pod');
/** Below a docs folder these are prose and pictures too; code there may be a site that ships. */
export const DOC_MEDIA = words(
  'txt png jpg jpeg gif svg webp avif ico pdf drawio puml plantuml mermaid mmd dot csv html',
);
export const DOC_FOLDERS = words('docs doc documentation site-docs wiki rfcs adr adrs decisions');
/** Text that a program reads or sends to people: Markdown, and still part of the product. */
export const LIVE_TEXT_FOLDERS = words('prompts templates emails mailers skills views');

export const TOOL_NAMES =
  words(`.editorconfig .gitignore .gitattributes .gitmessage .mailmap .git-blame-ignore-revs codeowners
  .pre-commit-config.yaml .pre-commit-hooks.yaml .flake8 .pylintrc pylintrc mypy.ini .mypy.ini tox.ini noxfile.py pytest.ini
  ruff.toml .ruff.toml .isort.cfg .coveragerc .bandit pyrightconfig.json .rubocop.yml .rubocop_todo.yml .rspec .reek.yml
  .golangci.yml .golangci.yaml .goreleaser-lint.yml rustfmt.toml .rustfmt.toml clippy.toml .clippy.toml deny.toml nextest.toml
  .scalafmt.conf .scalafix.conf detekt.yml checkstyle.xml spotbugs-exclude.xml pmd.xml ktlint.yml .swiftlint.yml
  .swiftformat phpcs.xml phpcs.xml.dist phpunit.xml phpunit.xml.dist phpstan.neon phpstan.neon.dist psalm.xml
  .php-cs-fixer.php .php-cs-fixer.dist.php rector.php .credo.exs .formatter.exs .dialyzer_ignore.exs .iex.exs
  .clang-format .clang-tidy .yamllint .yamllint.yml .yamllint.yaml .hadolint.yaml .tflint.hcl .terraform-docs.yml
  .markdownlint.json .markdownlint.yaml .markdownlint.yml .markdownlintignore .vale.ini .codespellrc cspell.json .cspell.json
  .npmignore .prettierignore .eslintignore .stylelintignore .dockerignore .helmignore .gcloudignore .nycrc .c8rc.json
  tslint.json biome.json biome.jsonc .oxlintrc.json .oxfmtrc.json dprint.json knip.json knip.ts .jshintrc .jscsrc
  lerna.json nx.json turbo.json .lintstagedrc .lintstagedrc.json .czrc renovate.json renovate.json5 .renovaterc
  .renovaterc.json dependabot.yml dependabot.yaml mergify.yml .mergify.yml codecov.yml .codecov.yml .coveralls.yml
  sonar-project.properties justfile makefile gnumakefile rakefile guardfile dangerfile dangerfile.js dangerfile.ts
  taskfile.yml taskfile.yaml mkdocs.yml .readthedocs.yml .readthedocs.yaml antora.yml book.toml docusaurus.config.js
  docusaurus.config.ts gradlew gradlew.bat mvnw mvnw.cmd gradle-wrapper.properties gradle-wrapper.jar
  maven-wrapper.properties .all-contributorsrc funding.yml .ackrc .ctags .envrc vagrantfile ct.yaml
  docker-compose.override.yml docker-compose.override.yaml tiltfile`);
/** Configuration of linters, formatters and test runners: it says nothing of what users get. Bundlers are not here. */
export const TOOL_PATTERN =
  /^(?:\.?(?:eslint|prettier|stylelint|commitlint|lint-staged|jest|vitest|playwright|cypress|karma|ava|mocha|nyc|wdio|protractor|babel-plugin-test|tsd|size-limit|release-please|syncpack|markdownlint|remark|secretlint|textlint|depcheck)(?:rc)?(?:[.-][a-z0-9.-]{0,40})?|tsconfig(?:[.-][a-z0-9.-]{0,40})?\.json|jsconfig\.json|docker-compose[.-](?:dev|test|ci|local)[a-z.-]{0,20}\.ya?ml|dockerfile[.-](?:dev|test|ci|local)|(?:dev|test|lint|docs)[_-]requirements\.(?:txt|in)|requirements[_-](?:dev|test|lint|docs)[a-z-]{0,20}\.(?:txt|in))$/;

export const CI_NAMES =
  words(`.gitlab-ci.yml .travis.yml jenkinsfile azure-pipelines.yml azure-pipelines.yaml appveyor.yml
  .appveyor.yml bitbucket-pipelines.yml .drone.yml .drone.star .cirrus.yml .woodpecker.yml wercker.yml bors.toml .gitlab-ci.yaml`);
export const CI_PATH =
  /^\.(?:github\/(?:workflows|actions)|gitlab\/ci|gitea\/workflows|forgejo\/workflows)\/|(?:^|\/)charts?\/[^/]+\/ci\//;
/** A pipeline that puts something into the world is part of what ships. */
export const DEPLOYS =
  /\b(?:deploy\w*|release\w*|publish\w*|promot(?:e|ion)|rollout|rollback|production|prod|cd|ship|terraform|migrate)\b/i;
const NAMED = /^\s*name:/;
export const namesDeploy = (line: string): boolean => NAMED.test(line) && DEPLOYS.test(line);

export const TEST_PATTERN =
  /(?:\.(?:test|tests|spec|specs|e2e|e2e-spec|cy)\.(?:[cm]?[jt]sx?|vue|svelte|dart|py|rb|lua|php|coffee)|[-_]tests?\.(?:[cm]?[jt]sx?|go|py|rb|exs|dart|rs|cc|cpp|c|php|ml|clj|erl|lua|jl|zig|swift)|[-_]spec\.(?:rb|lua|cr|[jt]sx?)|\.tftest\.hcl)$|^(?:test_[a-z0-9_]{0,100}\.(?:py|rb|lua|jl|cc|cpp)|test-[a-z0-9._-]{0,100}\.r|conftest\.py|mock_[a-z0-9_]{1,100}\.go|[a-z0-9_]{1,100}_mock\.go|spec_helper\.rb|rails_helper\.rb|test_helper\.(?:rb|exs)|setuptests\.[jt]sx?)$/;
/** An A/B test is no test. */
export const EXPERIMENT = /(?:^|[-_.])(?:ab|a[-_]b|split)[-_.]?tests?\b/;
/** Where the language marks a test by the end of a type's name: the case matters, `Latest.java` is none. */
export const TEST_TYPE =
  /[a-z0-9_](?:(?:Tests?|TestCase|IT|ITCase)\.(?:java|kt|kts|scala|groovy)|Tests\.(?:cs|vb|fs|swift|m|mm)|Spec\.(?:scala|groovy))$/;
/** `MyApp.Tests/`, `Core.UnitTests/`, `AppTests/`: how .NET and Swift name a project of tests. Case matters. */
export const TEST_PROJECT =
  /(?:\.(?:Unit|Integration|Functional|Acceptance|UI)?Tests?(?:\.[A-Za-z]{1,30})?|[a-z0-9](?:Unit|Integration|Functional|Acceptance|UI)?Tests)\//;
export const SPEC_FOLDERS = words('spec specs');
/** Tests are written in these; a `spec` folder with anything else describes an interface. */
export const SPEC_ENDINGS = words('rb js jsx ts tsx mjs cjs coffee cr lua php py exs ex swift kt java scala go dart');

export const SNAPSHOT_PATTERN = /\.(?:snap|snapshot|approved\.[a-z]{1,6}|verified\.[a-z]{1,6}|golden|ambr)$/;

export const GENERATED_PATTERN =
  /(?:\.(?:pb\.(?:go|cc|h|dart|swift)|pb\.gw\.go|pbjson\.dart|g\.dart|g\.cs|g\.i\.cs|freezed\.dart|gr\.dart|mocks\.dart|designer\.cs|min\.(?:js|css|mjs)|map|generated\.[a-z]{1,5}|gen\.(?:go|ts|tsx|js|dart|rs)|bundle\.js)|(?:_pb2(?:_grpc)?\.pyi?|_pb\.(?:js|ts|d\.ts)|_grpc_pb\.(?:js|d\.ts)|_pb\.rb|_generated\.[a-z]{1,5}|_gen\.go|modelsnapshot\.cs))$|^(?:zz_generated[a-z0-9._-]{0,100}|\.openapi-generator-ignore|routetree\.gen\.ts|schema\.graphql\.d\.ts)$/;
/** What generators write at the top of a file. The short one is tried first, for its speed. */
export const GENERATED = /generated/i;
export const GENERATED_BANNER =
  /@generated\b|<auto-generated|\b(?:code|file) (?:auto-?)?generated (?:by|from)\b|\bauto(?:matically |-)?generated (?:by|from|file|code)\b|\b(?:file|code|class|module) (?:is|was|has been) (?:auto(?:matically )?-?)?generated\b|\bgenerated by the protocol buffer compiler\b|\bgenerated\b.{0,60}\bdo not (?:edit|modify)\b|\bdo not (?:edit|modify)\b.{0,60}\bgenerated\b/i;

export const CATALOGUE_ENDINGS = words('po pot mo xlf xliff arb strings stringsdict xcstrings ftl resx resw tmx mo');
export const CATALOGUE_FOLDERS = words(`locale locales i18n l10n lang langs languages translations translation
  messages intl _locales localization localisation lproj`);
export const CATALOGUE_DATA = words('json json5 yml yaml properties toml ini xml csv php js ts mjs cjs rb py exs');
/** ISO 639-1, without `ts`: that folder holds TypeScript. And the longer ones that are seen. */
export const LANGUAGES =
  words(`aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
  da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io
  is it iu iw ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my
  na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr
  ss st su sv sw ta te tg th ti tk tl tn to tr tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
  ast ckb fil hsb kab kmr yue zgh`);
/** What may follow the language: a script, a region. */
export const REGION = /^(?:[a-z]{2}|r[a-z]{2}|[0-9]{3}|latn|cyrl|hans|hant|arab|latin)$/;
