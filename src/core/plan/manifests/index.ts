import { argoRollouts } from './argo-rollouts.ts';
import { flagd } from './flagd.ts';
import { flagger } from './flagger.ts';
import { goff } from './goff.ts';
import type { Renderer } from './manifest.ts';

/** The list: systems for which a plan can be written in their own words. A new one is one file and one line here. */
export const manifests = { 'argo-rollouts': argoRollouts, flagd, flagger, goff } satisfies Record<string, Renderer>;
