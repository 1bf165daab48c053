import type { DatabaseSync } from 'node:sqlite';
import type { PlaceStanding } from '../../ports/log-place.ts';

/**
 * The layout of a file that is not open: no step ever leads there, so programs that were built before there was such a
 * thing refuse it as newer than they are. The trigger keeps out those that have the file open already.
 */
export const CLOSED_LAYOUT = 1_000_000;

const CLOSING = `create table if not exists place (layout integer not null, standing text not null, other text not null) strict;
  insert into place select user_version, '', '' from pragma_user_version() where not exists (select 1 from place);
  pragma user_version = ${CLOSED_LAYOUT};`;
const FENCING = `create trigger if not exists moved before insert on event
  begin select raise(abort, 'this event log has moved; its place says where to'); end;`;
const OPENING = 'drop trigger if exists moved; drop table place;';

/** Asked again at every word that is said to the file: so the question is understood once. */
export const standingOn = (db: DatabaseSync): (() => PlaceStanding) => {
  const layout = db.prepare('pragma user_version');
  return () => {
    if (layout.get()?.['user_version'] !== CLOSED_LAYOUT) return { is: 'open' };
    const row = db.prepare('select standing, other from place').get();
    return { is: row?.['standing'] === 'filling' ? 'filling' : 'moved', other: String(row?.['other']) };
  };
};

/** Inside a transaction of the caller's: all of it or nothing. */
export const setStanding = (db: DatabaseSync, now: PlaceStanding): void => {
  if (standingOn(db)().is === 'open') db.exec(CLOSING);
  if (now.is === 'open') {
    const layout = Number(db.prepare('select layout from place').get()?.['layout']);
    db.exec(`${OPENING} pragma user_version = ${layout}`);
    return;
  }
  db.prepare('update place set standing = ?, other = ?').run(now.is, now.other);
  if (now.is === 'moved') db.exec(FENCING);
};
