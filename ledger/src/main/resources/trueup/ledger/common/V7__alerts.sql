-- What was raised: thresholds that were crossed, forecasts, and hours out of the usual. Of each there is
-- one for its subject, the budget's id or else the scope, its window and its threshold, 0 if it has none.
-- A deleted budget's subjects become the alerts' own ids: a budget that is made under its id is another.
create table if not exists trueup_alert (
  id varchar(40) not null primary key,
  kind varchar(10) not null,
  subject varchar(2500) not null,
  budget varchar(400),
  scope varchar(2500) not null,
  window_from bigint not null,
  window_to bigint not null,
  threshold integer not null,
  severity varchar(10) not null,
  spent numeric(50, 26) not null,
  limit_amount numeric(50, 26),
  usual numeric(50, 26),
  runs_out_at timestamp(6) with time zone,
  suppressed varchar(10),
  created_at timestamp(6) with time zone not null,
  acknowledged_at timestamp(6) with time zone,
  constraint trueup_alert_once unique (subject, window_from, kind, threshold)
);

create index if not exists trueup_alert_newest on trueup_alert (created_at desc, id);
create index if not exists trueup_alert_of_budget on trueup_alert (budget, created_at desc, id);
create index if not exists trueup_alert_of_scope on trueup_alert (scope, created_at desc, id);

-- One for each channel of the settings that were in force. What the channel is set to, secrets included,
-- is kept until the delivery has ended, and no longer.
create table if not exists trueup_alert_delivery (
  id varchar(40) not null primary key,
  alert varchar(40) not null,
  channel varchar(20) not null,
  target text,
  channel_settings text,
  state varchar(10) not null,
  attempts integer not null,
  busy_until timestamp(6) with time zone,
  next_attempt_at timestamp(6) with time zone,
  last_error varchar(1000),
  ended_at timestamp(6) with time zone
);

create index if not exists trueup_alert_delivery_of_alert on trueup_alert_delivery (alert, id);

-- When who is to do what: the table of db-scheduler, which its columns are for.
create table if not exists trueup_scheduled_task (
  task_name varchar(100) not null,
  task_instance varchar(100) not null,
  task_data bytea,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(200),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures integer,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority integer,
  primary key (task_name, task_instance)
);

create index if not exists trueup_scheduled_task_due on trueup_scheduled_task (execution_time);
create index if not exists trueup_scheduled_task_beat on trueup_scheduled_task (last_heartbeat);
