import type { Shape } from './secret.ts';

/** Built from text, so that a table stays a table. Nothing of a longer word may stand before the value. */
const shape = (kind: string, near: string, pattern: string, flags = 'g'): Shape => ({
  kind,
  near: near.split(' '),
  pattern: new RegExp(pattern, flags),
});

/** Where a token may not go on: a digest or a picture in base64 is no row of tokens. */
const START = '(?<![A-Za-z0-9+/_-])';

const token = (kind: string, near: string, pattern: string): Shape => shape(kind, near, `${START}${pattern}`);

const CLOUDS: readonly Shape[] = [
  token('aws-access-key', 'AKIA ASIA ABIA ACCA', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9+/])'),
  token('aws-session-token', 'FwoG IQoJ', '(?:FwoG|IQoJ)[A-Za-z0-9+/=]{100,2000}'),
  token('google-api-key', 'AIza', 'AIza[A-Za-z0-9_-]{35}'),
  token(
    'google-oauth',
    'ya29. GOCSPX- 1//0',
    '(?:ya29\\.[A-Za-z0-9_-]{20,400}|GOCSPX-[A-Za-z0-9_-]{20,40}|1//0[A-Za-z0-9_-]{30,120})',
  ),
  shape('azure-key', 'AccountKey= SharedAccessKey=', '(?:AccountKey|SharedAccessKey)=([A-Za-z0-9+/]{40,100}={0,2})'),
  shape('azure-signature', 'sig=', '[?&;]sig=([A-Za-z0-9%+/]{40,120}={0,2})'),
  token('azure-client-secret', 'Q~', '[A-Za-z0-9_~.-]{3}\\dQ~[A-Za-z0-9_~.-]{31,34}'),
  token('digitalocean-token', 'do', 'do[oprt]_v1_[a-f0-9]{64}'),
  token('heroku-key', 'HRKU-', 'HRKU-[A-Za-z0-9_-]{30,80}'),
  token('cloudflare-key', 'v1.0-', 'v1\\.0-[a-f0-9]{20,30}-[a-f0-9]{100,160}'),
  token('fly-token', 'FlyV1 fm', 'fm\\d[a-z]?_[A-Za-z0-9+/=_-]{60,2000}'),
  token('alibaba-key', 'LTAI', 'LTAI[A-Za-z0-9]{12,24}(?![A-Za-z0-9+/])'),
  token('tencent-key', 'AKID', 'AKID[A-Za-z0-9]{28,40}(?![A-Za-z0-9+/])'),
  token('vault-token', 'hv', 'hv[sbr]\\.[A-Za-z0-9_-]{20,300}'),
  token('terraform-token', '.atlasv1.', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,80}'),
  token('pulumi-token', 'pul-', 'pul-[a-f0-9]{40}'),
  token('doppler-token', 'dp.', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{30,90}'),
  token('databricks-token', 'dapi', 'dapi[a-f0-9]{32}'),
  token('planetscale-token', 'pscale_', 'pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,80}'),
  token('supabase-key', 'sbp_ sb_secret_', '(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{20,60})'),
];

const FORGES: readonly Shape[] = [
  token('github-token', 'gh github_pat_', '(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{40,255})'),
  token('gitlab-token', 'gl', 'gl(?:pat|ptt|rt|dt|cbt|oas|soat|ft|imt|agent|ffct)-[A-Za-z0-9_.-]{20,80}'),
  token('bitbucket-token', 'ATBB ATCTT', '(?:ATBB|ATCTT)[A-Za-z0-9_=-]{24,220}'),
  token('atlassian-token', 'ATATT', 'ATATT[A-Za-z0-9_=-]{60,220}'),
  token('npm-token', 'npm_', 'npm_[A-Za-z0-9]{36}'),
  token('pypi-token', 'pypi-', 'pypi-[A-Za-z0-9_-]{50,250}'),
  token('rubygems-token', 'rubygems_', 'rubygems_[a-f0-9]{48}'),
  token('docker-token', 'dckr_', 'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,60}'),
  token('nuget-key', 'oy2', 'oy2[a-z0-9]{43}(?![A-Za-z0-9])'),
  token('crates-token', 'cio', 'cio[A-Za-z0-9]{32}(?![A-Za-z0-9])'),
];

const CHATS: readonly Shape[] = [
  token('slack-token', 'xox xapp-', '(?:xox[a-z](?:\\.xox[a-z])?|xapp)-[A-Za-z0-9-]{10,250}'),
  shape(
    'slack-webhook',
    'hooks.slack',
    'hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/_-]{20,200})',
  ),
  token('discord-token', '.', '[MNO][A-Za-z0-9_-]{23,27}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}'),
  shape('discord-webhook', '/api/webhooks/', '/api/webhooks/\\d{10,25}/([A-Za-z0-9_-]{40,100})'),
  token('telegram-token', ':AA', '\\d{8,10}:AA[A-Za-z0-9_-]{32,35}'),
  shape('teams-webhook', 'webhook.office', 'webhook\\.office\\.com/webhookb2/([A-Za-z0-9@/-]{40,300})'),
];

const PAYMENTS: readonly Shape[] = [
  token('stripe-key', '_live_ _test_', '[sr]k_(?:live|test)_[A-Za-z0-9]{10,250}'),
  token('webhook-secret', 'whsec_', 'whsec_[A-Za-z0-9+/=]{20,100}'),
  token('square-token', 'sq0', 'sq0[a-z]{3}-[A-Za-z0-9_-]{22,50}'),
  shape('braintree-token', 'access_token$', 'access_token\\$(?:production|sandbox)\\$[a-z0-9]{16}\\$[a-f0-9]{32}'),
  token('shopify-token', 'shp', 'shp(?:at|ca|pa|ss|tka)_[A-Fa-f0-9]{32}'),
  token('razorpay-key', 'rzp_', 'rzp_(?:live|test)_[A-Za-z0-9]{14}'),
  token(
    'plaid-token',
    'access-',
    'access-(?:sandbox|development|production)-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}',
  ),
];

const SERVICES: readonly Shape[] = [
  token('rampart-token', 'rampart_', 'rampart_[a-z]{10}_[a-z]{56}'),
  token('anthropic-key', 'sk-ant-', 'sk-ant-[A-Za-z0-9_-]{20,200}'),
  token('openai-key', 'sk-', 'sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{32,200}'),
  token('huggingface-token', 'hf_', 'hf_[A-Za-z0-9]{30,60}'),
  token('model-key', 'gsk_ r8_ xai- pplx-', '(?:gsk_|r8_|xai-|pplx-)[A-Za-z0-9]{36,120}'),
  token('sendgrid-key', 'SG.', 'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}'),
  token('mailgun-key', 'key-', 'key-[a-f0-9]{32}(?![a-f0-9])'),
  token('mailchimp-key', '-us', '[a-f0-9]{32}-us\\d{1,2}(?![A-Za-z0-9])'),
  token('twilio-key', 'SK', 'SK[a-f0-9]{32}(?![A-Za-z0-9])'),
  token('resend-key', 're_', 're_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,30}'),
  token('brevo-key', 'xkeysib-', 'xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}'),
  token('launchdarkly-key', 'sdk- api- mob-', '(?:sdk|api|mob)-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}'),
  shape('unleash-token', ':', '(?<![\\w*-])[\\w*-]{1,40}:[\\w-]{1,40}\\.[a-f0-9]{50,70}(?![a-f0-9])'),
  token('statsig-key', 'secret- console-', '(?:secret|console)-[A-Za-z0-9]{40,60}'),
  token('posthog-key', 'phx_ phr_ phs_', 'ph[xrs]_[A-Za-z0-9]{38,60}'),
  token('newrelic-key', 'NRAK- NRII- NRIQ-', 'NR(?:AK|II|IQ)-[A-Za-z0-9_-]{24,40}'),
  token('sentry-token', 'sntry', 'sntry[su]_[A-Za-z0-9+/=_-]{40,400}'),
  token('grafana-token', 'glc_ glsa_', '(?:glc_[A-Za-z0-9+/=]{32,400}|glsa_[A-Za-z0-9]{32}_[a-f0-9]{8})'),
  token('dynatrace-token', 'dt0', 'dt0[a-z]\\d\\d\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}'),
  token('notion-token', 'ntn_ secret_', '(?:ntn_[A-Za-z0-9]{40,60}|secret_[A-Za-z0-9]{43})'),
  token('linear-key', 'lin_', 'lin_(?:api|oauth)_[A-Za-z0-9]{32,80}'),
  token('airtable-token', 'pat', 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}'),
  token('figma-token', 'figd_', 'figd_[A-Za-z0-9_-]{36,60}'),
  token('postman-key', 'PMAK-', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}'),
  token('onepassword-token', 'ops_', 'ops_eyJ[A-Za-z0-9_-]{100,2000}'),
  token('age-key', 'AGE-SECRET-KEY-', 'AGE-SECRET-KEY-1[0-9A-Z]{50,70}'),
];

const PLACES: readonly Shape[] = [
  token('jwt', 'eyJ', 'eyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,6000}\\.[A-Za-z0-9_-]{10,2000}'),
  token(
    'jwt',
    'eyJ',
    'eyJ[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{0,2000}(?:\\.[A-Za-z0-9_-]{16,6000}){2}\\.[A-Za-z0-9_-]{16,100}',
  ),
  shape(
    'authorization',
    'asic earer oken',
    '(?:Basic|Bearer|Token)\\s{1,4}([A-Za-z0-9+/._~-]{16,2000}={0,2})(?![A-Za-z0-9+/._~(-])',
  ),
  shape(
    'url-password',
    '://',
    '(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\\s:@/\'"`<>]{0,100}:([^\\s@/\'"`<>]{1,300})@',
  ),
  shape('netrc-password', 'login', 'login\\s{1,4}\\S{1,100}\\s{1,4}password\\s{1,4}(\\S{4,200})'),
  shape(
    'curl-password',
    'curl',
    'curl\\b[^\\n]{0,200}?\\s(?:-u|--user)[\\s=]{0,2}["\']?[^\\s:"\']{1,80}:([^\\s"\']{3,200})',
  ),
  shape(
    'sql-password',
    'IDENTIFIED identified PASSWORD password',
    "(?:identified\\s{1,4}by|with\\s{1,4}password|\\spassword)\\s{1,4}'([^'\\n]{3,200})'",
    'gi',
  ),
];

/** Every kind that tells itself by its shape. A new one is a line here. */
export const SHAPES: readonly Shape[] = [...CLOUDS, ...FORGES, ...CHATS, ...PAYMENTS, ...SERVICES, ...PLACES];
