/** What kind of package a name is, by whole words of it. Data: a team may add its own. */
export type PackageClass = 'security' | 'payment' | 'framework' | 'driver' | 'runtime' | 'build' | 'types';

export const PACKAGES: Readonly<Record<PackageClass, readonly string[]>> = {
  security:
    `jsonwebtoken jose jwt pyjwt passport devise omniauth doorkeeper oauth oauth2 oauthlib authlib openid saml openssl rustls
    native-tls ring bcrypt bcryptjs argon2 argon2-cffi argon2-cffi-bindings scrypt sodium libsodium tink bouncycastle bcprov-jdk18on
    cryptography pycryptodome crypto noble sanitize dompurify bleach nh3 loofah rails-html-sanitizer helmet csurf cors webauthn
    fido2 keycloak auth0 okta msal next-auth lucia spring-security shiro pac4j tls acme certifi session cookie iron-session
    express-session cookie-session identity authentication authorization casbin pundit cancancan totp otpauth pyotp speakeasy
    node-forge sops secp256k1 ed25519 rand getrandom hkdf hmac pbkdf2 zxcvbn webauthn-rs golang-jwt yubico
    ldap nodemailer-dkim saml2 itsdangerous sign signxml cryptojs crypto-js elliptic openidconnect`.split(/\s+/),
  payment:
    `stripe adyen paypal braintree mollie gocardless razorpay klarna paddle recurly chargebee square avalara taxjar moneris
    stripe-go stripe-java stripe-php stripe-ruby money activemerchant money-rails dinero`.split(/\s+/),
  framework:
    `rails actionpack activerecord activesupport django flask fastapi starlette next nuxt react react-dom vue svelte
    angular express fastify nestjs koa hapi spring-boot spring spring-framework quarkus micronaut ktor laravel symfony
    actix-web axum rocket tokio gin echo fiber phoenix ember remix sveltekit electron react-native flutter expo
    jetpack aspnetcore blazor hyper tonic grpc dropwizard play akka sidekiq celery sinatra wordpress drupal trpc wagtail compose-bom`.split(
      /\s+/,
    ),
  driver:
    `pg postgres postgresql mysql mysql2 mysqlclient sqlite sqlite3 better-sqlite3 psycopg psycopg2 psycopg2-binary asyncpg
    prisma typeorm sequelize knex kysely drizzle-orm mikro-orm mongoose mongodb redis ioredis diesel sqlx sea-orm hibernate
    jooq gorm pgx sqlalchemy alembic peewee ef entityframeworkcore npgsql dapper doctrine eloquent ecto postgrex kafka
    kafkajs rdkafka amqplib lapin bullmq elasticsearch opensearch clickhouse cassandra flyway liquibase rusqlite libsqlite3-sys
    diesel_migrations room grdb realm libpq`.split(/\s+/),
  runtime: `node ruby python go golang rust java jdk openjdk php dotnet kotlin swift elixir erlang deno bun rust-version
    rust-toolchain toolchain sdk alpine debian ubuntu temurin targetsdk compilesdk minsdk`.split(/\s+/),
  build: `webpack vite rollup esbuild babel swc turbo typescript gradle maven terser parcel tsup agp bazel`.split(
    /\s+/,
  ),
  types:
    `types eslint prettier jest vitest mocha chai cypress playwright pytest rspec rubocop ruff black mypy flake8 isort junit
    mockito husky lint-staged storybook jsdom happy-dom knip nodemon ts-node tsx dotenv-cli concurrently rimraf cross-env biome oxlint stylelint commitlint nyc testcontainers mockk ktlint detekt phpunit phpstan
    psalm factory_bot faker capybara webmock vcr simplecov golangci clippy pre-commit stubs kaspersky tox nox coverage msw nock supertest`.split(
      /\s+/,
    ),
};
