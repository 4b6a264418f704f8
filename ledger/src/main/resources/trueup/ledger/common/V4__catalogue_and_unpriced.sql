-- The price catalogue that was imported last, as JSON, in the place of the program's own. At most one
-- row. Its revision is random, so that one put back from a backup is not taken for a later one.
create table if not exists trueup_catalogue (
  id integer not null primary key,
  revision varchar(40) not null,
  catalogue text not null,
  imported_at timestamp(6) with time zone not null
);

-- A record whose model had no price has no cost; sums count it as nothing.
alter table trueup_usage_record alter column cost drop not null;
