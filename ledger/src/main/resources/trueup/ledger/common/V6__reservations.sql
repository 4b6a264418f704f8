-- For how long how much more may be spent: JSON, at most 100.
alter table trueup_budget add column if not exists increases text default '[]' not null;

-- How much of what a window has spent was held before: the rest is overrun.
alter table trueup_budget_window add column if not exists covered numeric(50, 26) default 0 not null;

-- The instant whose windows and sums a record counts in, where that is not when it happened: a
-- settlement counts in the windows that its reservation held.
alter table trueup_usage_record
  add column if not exists charged_at timestamp(6) with time zone;

-- What was asked for before it was spent. Expired is what is held and past its time: nobody writes it.
create table if not exists trueup_reservation (
  id varchar(60) not null primary key,
  organization varchar(400) not null,
  request_id varchar(400) not null,
  project varchar(400),
  user_id varchar(400),
  provider varchar(400),
  model varchar(400),
  amount numeric(50, 26) not null,
  basis varchar(20) not null,
  budgets text not null,
  made_at timestamp(6) with time zone not null,
  expires_at bigint not null,
  state varchar(10) not null,
  ended_at timestamp(6) with time zone,
  record_id varchar(40),
  fingerprint varchar(64) not null,
  change_id uuid not null,
  constraint trueup_reservation_once unique (organization, request_id)
);

create index if not exists trueup_reservation_newest
  on trueup_reservation (organization, made_at desc, id);
create index if not exists trueup_reservation_of_user
  on trueup_reservation (organization, user_id, made_at desc, id);

-- What a reservation holds of one budget's window; goes when it ends. One past its time, in
-- milliseconds since 1970, holds nothing.
create table if not exists trueup_hold (
  reservation varchar(60) not null,
  budget varchar(400) not null,
  window_from bigint not null,
  expires_at bigint not null,
  amount numeric(50, 26) not null,
  primary key (reservation, budget)
);

create index if not exists trueup_hold_of_window on trueup_hold (budget, window_from, expires_at);
