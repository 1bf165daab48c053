/** The list: every adapter of the `IdentityProvider` port. */
export const identityProviders = { oidc: async () => (await import('./oidc.ts')).oidcProvider };
