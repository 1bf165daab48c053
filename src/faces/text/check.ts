type Ast = hbs.AST.Program;
type Node = hbs.AST.Node;

/** What a template may use. Blocks choose and repeat; only escapers may print. */
export const BLOCKS = ['if', 'unless', 'each'] as const;

/** Everything in a template that could let a raw value through, each with its line. An empty list is the only good one. */
export const complaintsAbout = (template: Ast, escapers: readonly string[]): string[] =>
  template.body.flatMap((node) => aboutNode(node, escapers));

/** The partials a template asks for, by name. */
export const partialsOf = (template: Ast): string[] =>
  template.body.flatMap((node) => {
    if (isPartial(node)) return [nameOf(node.name)];
    return isBlock(node) ? programsOf(node).flatMap(partialsOf) : [];
  });

const aboutNode = (node: Node, escapers: readonly string[]): string[] => {
  if (node.type === 'ContentStatement' || node.type === 'CommentStatement') return [];
  if (isMustache(node)) return aboutMustache(node, escapers);
  if (isBlock(node)) {
    const known = BLOCKS.some((block) => block === nameOf(node.path));
    return [
      ...(known ? [] : [at(node, `{{#${nameOf(node.path)}}} is not one of ${BLOCKS.join(', ')}`)]),
      ...aboutValues(node),
      ...programsOf(node).flatMap((program) => complaintsAbout(program, escapers)),
    ];
  }
  if (isPartial(node))
    return node.name.type === 'PathExpression' && node.params.length === 0
      ? []
      : [at(node, 'a partial is called by its plain name')];
  return [at(node, `${node.type} has no place in a template`)];
};

const aboutMustache = (node: hbs.AST.MustacheStatement, escapers: readonly string[]): string[] => {
  const name = nameOf(node.path);
  return [
    ...(node.escaped ? [] : [at(node, `{{{${name}}}} prints as it is`)]),
    ...(escapers.includes(name) ? [] : [at(node, `{{${name} …}} is not one of ${escapers.join(', ')}`)]),
    ...(node.params.length > 0 ? [] : [at(node, `{{${name}}} has nothing to escape`)]),
    ...aboutValues(node),
  ];
};

const aboutValues = (node: hbs.AST.MustacheStatement | hbs.AST.BlockStatement): string[] => {
  const named = (node.hash?.pairs ?? []).map(({ value }): Node => value);
  return [...node.params, ...named].some(({ type }) => type === 'SubExpression')
    ? [at(node, 'a value is made before the template, not in it')]
    : [];
};

const at = ({ loc }: Node, message: string): string => `line ${loc.start.line}: ${message}`;

const nameOf = (path: Node): string => ('original' in path ? String(path.original) : path.type);
const programsOf = ({ program, inverse }: hbs.AST.BlockStatement): Ast[] => [program, inverse].filter(Boolean);
const isMustache = (node: Node): node is hbs.AST.MustacheStatement => node.type === 'MustacheStatement';
const isBlock = (node: Node): node is hbs.AST.BlockStatement => node.type === 'BlockStatement';
const isPartial = (node: Node): node is hbs.AST.PartialStatement => node.type === 'PartialStatement';
