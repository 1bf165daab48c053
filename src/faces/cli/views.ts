import type { Screen } from '../text/helpers.ts';
import type { Outcome } from '../../app/operation.ts';
import { jsonText } from '../../core/values/json-text.ts';

/** What people read in place of the JSON document. */
export type View = (
  result: Outcome<never>,
  input: Readonly<Record<string, unknown>>,
  screen: Screen,
) => Promise<string>;

export type Views = Readonly<Record<string, View>>;

type AnyView = (result: Outcome<unknown>, input: Readonly<Record<string, unknown>>, screen: Screen) => Promise<string>;

/** An operation without a view of its own shows its document. */
export const viewFor = (views: Views, name: string): AnyView => {
  const own = Object.hasOwn(views, name) ? views[name] : undefined;
  return (own as AnyView | undefined) ?? (async ({ document }) => jsonText(document));
};
