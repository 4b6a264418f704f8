-- The change log: one row for each committed change, in commit order.
create table if not exists trueup_change (
  position bigint not null primary key,
  id uuid not null unique,
  kind varchar(200) not null,
  tags text not null,
  payload text not null,
  node varchar(200) not null,
  at timestamp(6) with time zone not null
);

-- One row: the position of the newest change, locked by whoever commits, and which history it is.
-- Each commit writes it anew: with room in its page, no index grows by that.
create table if not exists trueup_change_head (
  one_row boolean default true not null primary key check (one_row),
  position bigint not null,
  incarnation varchar(100) not null
) with (fillfactor = 10);

insert into trueup_change (position, id, kind, tags, payload, node, at)
select 0, gen_random_uuid(), 'genesis', '', '', '', current_timestamp
where not exists (select 1 from trueup_change);

insert into trueup_change_head (position, incarnation)
select 0, cast(gen_random_uuid() as varchar(100))
where not exists (select 1 from trueup_change_head);
