/**
 * Where a GitHub shows itself to people, and where it takes files, by the address of its interface: the public one, an
 * Enterprise server (`…/api/v3`), an Enterprise cloud with a name of its own (`https://api.NAME.ghe.com`). Reckoned and
 * never asked: an answer that could name a place would be given the token.
 */
export const webOf = (api: string | undefined): string =>
  api === undefined
    ? 'https://github.com'
    : trimmed(api)
        .replace(/\/api\/v3$/, '')
        .replace(OWN_CLOUD, '$1$2');

export const uploadsOf = (api: string | undefined): string =>
  api === undefined
    ? 'https://uploads.github.com'
    : trimmed(api)
        .replace(/\/api\/v3$/, '/api/uploads')
        .replace(OWN_CLOUD, '$1uploads.$2');

const OWN_CLOUD = /^(https:\/\/)api\.([a-z0-9-]+\.ghe\.com)$/;

const trimmed = (api: string): string => api.replace(/\/+$/, '');
