import { showText } from '../text/show.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Bundle } from '../../ports/files.ts';
import type { View, Views } from './views.ts';

type Load = (name: string) => Promise<string>;

/** The list of views, by operation. */
export const views = (bundle: Bundle): Views => {
  const load: Load = (name) => bundle.read(`templates/${name}.hbs`);
  return { show: showView(load) };
};

const showView =
  (load: Load): View =>
  async ({ document }: { document: Plan }, input, screen) => {
    const file = String(input['file']);
    return showText({ plan: document, next: [`rampart check ${file}`, `rampart diff OLD ${file}`], load, screen });
  };
