/**
 * What stands in the schema `rampart`. Each step brings the layout from its number to the next; one that was released
 * is never changed. A newer layout may take away what an older program asks for: that program is then told so, and
 * stops. Events and ids are compared byte by byte, as SQLite does it, whatever language the database speaks.
 */
export const MIGRATIONS: readonly string[] = [
  `create table rampart.rollout (id text collate "C" primary key, version integer not null, hash text not null,
     due_at_ms bigint, summary text not null);
   create index rollout_due on rampart.rollout (due_at_ms, id) where due_at_ms is not null;
   create table rampart.event (rollout text collate "C" not null, version integer not null, hash text not null,
     body text not null, primary key (rollout, version));
   create table rampart.snapshot (rollout text collate "C" primary key, version integer not null, hash text not null,
     digest text not null, state text not null);

   create function rampart.here(past boolean) returns boolean language plpgsql stable as $here$
   declare place record;
   begin
     select standing, other into strict place from rampart.place;
     if past or place.standing = 'open' then return true; end if;
     raise exception using errcode = case place.standing when 'moved' then 'RA001' else 'RA002' end,
       message = 'the event log is ' || place.standing, detail = coalesce(place.other, '');
   end $here$;

   create function rampart.stand(now_is text, now_other text, was text, was_other text, out done boolean, out stood text)
   language plpgsql as $stand$
   begin
     perform pg_advisory_xact_lock(hashtextextended('rampart', 0));
     select standing into strict stood from rampart.place;
     update rampart.place set standing = now_is, other = now_other
       where standing = was and other is not distinct from was_other;
     done := found;
   end $stand$;

   create function rampart.append(mine text, expected integer, hashes text[], bodies text[], due bigint, card text,
     bases text[], versions integer[], past boolean, out said text, out which text, out ends_at integer,
     out ends_with text) language plpgsql as $append$
   declare one record;
   begin
     if current_setting('transaction_isolation') <> 'read committed' then
       raise exception 'appends need transactions that read what is committed';
     end if;
     if current_setting('synchronous_commit') = 'off' then perform set_config('synchronous_commit', 'on', true); end if;
     perform pg_advisory_xact_lock_shared(hashtextextended('rampart', 0));
     perform rampart.here(past);
     for one in select hashtextextended('rampart ' || id, 0) as key, bool_or(id = mine) as writes
       from unnest(bases || mine) as id group by 1 order by 1
     loop
       if one.writes then perform pg_advisory_xact_lock(one.key);
       else perform pg_advisory_xact_lock_shared(one.key); end if;
     end loop;
     select id, version, hash into which, ends_at, ends_with from rampart.rollout where id = mine;
     if not found then select mine, 0, '' into which, ends_at, ends_with; end if;
     said := 'moved';
     if ends_at <> expected then return; end if;
     for one in select base.id, base.version, coalesce(rollout.version, 0) as found
       from unnest(bases, versions) with ordinality as base(id, version, nth)
       left join rampart.rollout as rollout on rollout.id = base.id order by base.nth
     loop
       if one.version <> one.found then which := one.id; ends_at := one.found; return; end if;
     end loop;
     said := 'done';
     if cardinality(hashes) = 0 then return; end if;
     insert into rampart.event select mine, expected + added.nth, added.hash, added.body
       from unnest(hashes, bodies) with ordinality as added(hash, body, nth);
     ends_at := expected + cardinality(hashes);
     ends_with := hashes[cardinality(hashes)];
     insert into rampart.rollout values (mine, ends_at, ends_with, due, card) on conflict (id) do update set
       version = excluded.version, hash = excluded.hash, due_at_ms = excluded.due_at_ms, summary = excluded.summary;
   end $append$;`,
];

/**
 * One message, so that the lock that keeps others from doing the same is never held while words travel. What is there
 * already is left as it is. A schema that somebody made beforehand is taken if nothing stands in it.
 */
export const MIGRATING = `
  begin;
  select pg_advisory_xact_lock(hashtextextended('rampart', 0));
  do $place$ begin
    if to_regnamespace('rampart') is null then create schema rampart; end if;
    if to_regclass('rampart.place') is null then
      if exists (select from pg_class where relnamespace = to_regnamespace('rampart')) then
        raise exception using errcode = 'RA003', message = 'the schema rampart is of another program';
      end if;
      create table rampart.place (single boolean primary key default true check (single), application text not null,
        layout integer not null, standing text not null, other text);
      insert into rampart.place (application, layout, standing) values ('rampart', 0, 'open');
    end if;
  end $place$;
  ${MIGRATIONS.map(
    (step, at) => `do $step$ begin if (select layout from rampart.place) = ${at} then
      ${step}
      update rampart.place set layout = ${at + 1};
    end if; end $step$;`,
  ).join('\n')}
  commit;`;
