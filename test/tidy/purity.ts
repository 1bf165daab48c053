import { faults, field, type Node, nodeField, type Placed, type Rule, textField, within } from './source.ts';

/** Names of the outside world. Core may not even call something of its own by them, so that a glance is enough. */
const OUTSIDE: Readonly<Record<string, string>> = {
  process: 'take what you need as an argument',
  fetch: 'take what was fetched as an argument',
  globalThis: 'take what you need as an argument',
  global: 'take what you need as an argument',
  console: 'return a value: faces speak',
  setTimeout: 'take the time as an argument and return when to look again',
  setInterval: 'take the time as an argument and return when to look again',
  setImmediate: 'call it now, or return a value',
  queueMicrotask: 'call it now, or return a value',
  performance: 'take the time as an argument',
  crypto: 'take chance as an argument; digests are in core/values/digest.ts',
  Buffer: 'use strings or Uint8Array',
  require: 'import it at the top of the file',
  Promise: 'core is synchronous: do the waiting in app and pass the value in',
};

/** Members of plain objects that ask the machine for its clock, its dice or its language. */
const ASKING: Readonly<Record<string, string>> = {
  random: 'take chance as an argument (a seed)',
  localeCompare: 'compare with < and >: the order must not depend on the machine',
  toLocaleString: 'format in a face: the text must not depend on the machine',
  toLocaleDateString: 'format in a face: the text must not depend on the machine',
  toLocaleTimeString: 'format in a face: the text must not depend on the machine',
};

/** The two that compute a time from what they are given and never look at a clock. */
const PURE_OF_DATE = new Set(['parse', 'UTC']);

/** Time, chance and the outside come into core as arguments. Judged on syntax: words in comments and strings are free. */
export const corePurity: Rule = (sources) =>
  sources.filter(within('src/core')).flatMap((source) => faults(source, 'purity of core', impurity));

const impurity = (placed: Placed): string | undefined => {
  const { node } = placed;
  if (field(node, 'async') === true) return 'core is synchronous: do the waiting in app and pass the value in';
  if (node.type === 'AwaitExpression' || field(node, 'await') === true)
    return 'core is synchronous: do the waiting in app and pass the value in';
  if (node.type === 'ImportExpression') return 'import it at the top of the file: core loads nothing by itself';
  if (node.type === 'MetaProperty' && textField(nodeField(node, 'meta'), 'name') === 'import')
    return 'core does not know where its files are: take what you need as an argument';
  return node.type === 'Identifier' ? impureName(placed) : undefined;
};

const impureName = ({ node, parent }: Placed): string | undefined => {
  const name = textField(node, 'name');
  if (isMemberName(node, parent))
    return has(ASKING, name) && isPlainMember(parent) ? `.${name}: ${ASKING[name]}` : undefined;
  if (name === 'Date' && !PURE_OF_DATE.has(memberOf(node, parent)))
    return 'Date: take the time as a number (atMs); only Date.parse and Date.UTC are pure';
  return has(OUTSIDE, name) ? `${name}: ${OUTSIDE[name]}` : undefined;
};

const has = (table: Readonly<Record<string, string>>, name: string): boolean => Object.hasOwn(table, name);

/** The name of a property, in an expression or a type, rather than a thing in scope. */
const isMemberName = (node: Node, parent: Node | undefined): boolean => {
  if (!parent || field(parent, 'computed') === true) return false;
  if (parent.type === 'MemberExpression') return nodeField(parent, 'property') === node;
  if (parent.type === 'TSQualifiedName') return nodeField(parent, 'right') === node;
  if (parent.type === 'Property' && field(parent, 'shorthand') === true) return false;
  return nodeField(parent, 'key') === node || nodeField(parent, 'imported') === node;
};

const isPlainMember = (parent: Node | undefined): boolean => parent?.type === 'MemberExpression';

const memberOf = (node: Node, parent: Node | undefined): string =>
  parent?.type === 'MemberExpression' && nodeField(parent, 'object') === node && field(parent, 'computed') !== true
    ? textField(nodeField(parent, 'property'), 'name')
    : '';
