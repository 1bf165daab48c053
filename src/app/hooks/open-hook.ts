import type { Hook } from '../../core/hooks/hook.ts';
import type { Signature } from '../../ports/signature.ts';

/** A hook and what proves that it is who it says; without a signature a token does. */
export type OpenHook = { readonly hook: Hook; readonly signature: Signature | undefined };
