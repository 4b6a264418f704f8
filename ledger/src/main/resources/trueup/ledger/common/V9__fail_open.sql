-- Whether a call was admitted while the database was away: nothing was held for it.
alter table trueup_usage_record add column if not exists unheld boolean default false not null;

-- One row: what the last alert of an outage tells of. That is all that was admitted before it was raised,
-- and all that was admitted by nodes that knew no more of the log than it had then.
create table if not exists trueup_outage (
  one integer not null primary key,
  position bigint not null,
  told_at timestamp(6) with time zone not null
);
