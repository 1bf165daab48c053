import type { TokenRow } from '../../app/access/fields.ts';
import type { Issued } from '../../app/access/issue.ts';
import type { TokensListed } from '../../app/access/list.ts';
import type { Revoked } from '../../app/access/revoke.ts';
import type { Audited } from '../../app/audit.ts';
import type { Outcome } from '../../app/operation.ts';
import type { AuditEvent } from '../../core/access/audit.ts';
import { visibleJson } from '../../core/values/json-text.ts';
import { terminal } from '../text/escape.ts';
import type { View, Views } from './views.ts';

const issuedView: View = async ({ document: { token, ...row } }: Outcome<Issued>) =>
  lines([
    `Token    ${token}`,
    '         it is shown this once: put it where whoever needs it finds it, and nowhere else',
    `For      ${row.name}`,
    `May      ${row.grants.join(', ')}`,
    ...(row.teams.length > 0 ? [`Teams    ${row.teams.join(', ')}`] : []),
    ...(row.knownAs ? [`Known as ${row.knownAs.join(', ')}`] : []),
    `Until    ${dayOf(row.expiresAtMs)}`,
    `Id       ${row.id}   rampart access revoke ${row.id} ends it`,
  ]);

const tokensView: View = async ({ document: { tokens } }: Outcome<TokensListed>, _, { width, colour }) => {
  if (tokens.length === 0) return lines(['Nobody has a token.', 'Next     rampart access issue NAME --grant ROLE']);
  const [{ table }, { painted, plain }] = [await import('../text/table.ts'), await import('../text/colour.ts')];
  const paint = colour ? painted : plain;
  return `${table(tokens.map(cellsOf), { columns: '< <. <~ <? <?', width, indent: 0, paint })}\n`;
};

const revokedView: View = async ({ document: { id, name } }: Outcome<Revoked>) =>
  lines([`Revoked   ${id} of ${name}: a second from now it opens nothing`]);

const cellsOf = ({ id, name, grants, teams, standing, expiresAtMs }: TokenRow): readonly string[] => [
  id,
  name,
  grants.join(', '),
  standing === 'live' ? `until ${dayOf(expiresAtMs)}` : standing,
  teams.join(', '),
];

const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

const lines = (all: readonly string[]): string => all.map((line) => `${terminal(line)}\n`).join('');

const auditView: View = async ({ document: { events } }: Outcome<Audited>, { format }) =>
  format === 'jsonl'
    ? events.map((one) => `${visibleJson(JSON.stringify(one))}\n`).join('')
    : lines(events.length > 0 ? events.flatMap(({ event }) => saidOf(event)) : ['Nothing is written here yet.']);

const saidOf = (event: AuditEvent): readonly string[] => {
  const at = new Date(event.atMs).toISOString();
  if (event.type === 'day-began') return [];
  if (event.type === 'refusals-counted') {
    const most = event.most.map(({ who, count }) => `${who} ${count}`).join(', ');
    return [`${at}  refused  ${event.count} more since ${new Date(event.sinceMs).toISOString()}: ${most}`];
  }
  const { who = 'nobody known', proof, from, right, environment, method, path } = event;
  const how = [proof, from].filter(Boolean).join(', ');
  const where = environment === '*' ? '' : ` in ${environment}`;
  const what = event.type === 'refused' ? 'refused' : 'let in ';
  const why = event.type === 'refused' ? `: ${event.why}` : '';
  return [`${at}  ${what}  ${who}${how ? ` (${how})` : ''}  ${right}${where}  ${method} ${path}${why}`];
};

export const accessViews: Views = {
  audit: auditView,
  'access issue': issuedView,
  'access list': tokensView,
  'access revoke': revokedView,
};
