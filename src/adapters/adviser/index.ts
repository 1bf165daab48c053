import { claudeAdviser } from './claude.ts';
import { providedAdviser } from './provided.ts';
import { rulesAdviser } from './rules.ts';

/** The list: every adapter of the `Adviser` port. */
export const adviserAdapters = { rules: rulesAdviser, claude: claudeAdviser, provided: providedAdviser };
