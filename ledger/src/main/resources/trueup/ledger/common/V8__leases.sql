-- A reservation that was made from a lease, or while the database was away, says itself what it is of: its
-- id is the sealed description. Two of them may have one request id: the first row is that request's.
alter table trueup_reservation alter column id set data type varchar(1000);
alter table trueup_hold alter column reservation set data type varchar(1000);
alter table trueup_reservation drop constraint if exists trueup_reservation_once;
create index if not exists trueup_reservation_request on trueup_reservation (organization, request_id, made_at);

-- How often all that was lent of a budget has been called back.
alter table trueup_budget add column if not exists recalls bigint default 0 not null;

-- Slices of budgets' room that nodes spend in memory. How much a slice is stands in trueup_hold, under the
-- lease's id, with no end. watch_millis: for how long somebody must have seen the row until nothing
-- that was admitted from it can be held any more.
create table if not exists trueup_lease (
  id varchar(60) not null primary key,
  budget varchar(400) not null,
  recalls bigint not null,
  granted_at timestamp(6) with time zone not null,
  watch_millis bigint not null,
  closed boolean not null
);

create index if not exists trueup_lease_of_budget on trueup_lease (budget, id);

-- One row. How many leases there are, read with the ledger's lock; the history of the database in which
-- they are granted, empty before the first; what ids are sealed with.
alter table trueup_ledger_lock add column if not exists leases bigint default 0 not null;

create table if not exists trueup_lending (
  one integer not null primary key,
  incarnation varchar(400) not null,
  watch_millis bigint not null,
  secret varchar(100) not null
);
