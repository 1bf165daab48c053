/** What signs that something comes from whoever shares a secret with us. Who asks never sees the secret. */
export type Signature = {
  /** Over the bytes as they came. One of several signatures is enough: secrets are changed one side after the other. */
  readonly isOf: (
    said: { readonly id: string; readonly timestamp: string; readonly body: string },
    given: string,
  ) => boolean;
};
