-- Ids are the caller's own: up to 200 code points, which may be 400 of the database's characters.
-- Money is numeric(50, 26): catalogue prices have up to 17 decimals a million, so a cost can need 23.

-- One row, locked first by whoever records or changes what recording depends on. Its version names
-- the state of the latter: each transaction that changes any of it gives it another, a random one.
create table if not exists trueup_ledger_lock (
  id integer not null primary key,
  version varchar(40) not null
);

insert into trueup_ledger_lock (id, version)
select 1, '' where not exists (select 1 from trueup_ledger_lock);

create table if not exists trueup_organization (
  id varchar(400) not null primary key,
  name varchar(400) not null,
  version bigint not null,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null
);

create table if not exists trueup_project (
  organization varchar(400) not null,
  id varchar(400) not null,
  name varchar(400) not null,
  version bigint not null,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null,
  primary key (organization, id)
);

create table if not exists trueup_user (
  organization varchar(400) not null,
  id varchar(400) not null,
  name varchar(400) not null,
  email varchar(400),
  project varchar(400),
  active boolean not null,
  version bigint not null,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null,
  primary key (organization, id)
);

create table if not exists trueup_budget (
  id varchar(400) not null primary key,
  scope varchar(2500) not null,
  name varchar(400) not null,
  period varchar(20) not null,
  limit_amount numeric(50, 26) not null,
  enforcement varchar(10) not null,
  zone varchar(64) not null,
  thresholds varchar(200) not null,
  fail_policy varchar(10) not null,
  active boolean not null,
  filter_provider varchar(400),
  filter_model varchar(400),
  version bigint not null,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null
);

create index if not exists trueup_budget_scope on trueup_budget (scope);

-- What a budget's window has spent. A row appears with the first record that finds none, and starts
-- with what the rollups say of the window; from then on each recording adds to it.
create table if not exists trueup_budget_window (
  budget varchar(400) not null,
  window_from bigint not null,
  spent numeric(50, 26) not null,
  primary key (budget, window_from)
);

create table if not exists trueup_usage_record (
  id varchar(40) not null primary key,
  organization varchar(400) not null,
  request_id varchar(400) not null,
  project varchar(400),
  user_id varchar(400),
  conversation varchar(400),
  provider varchar(400) not null,
  model varchar(400) not null,
  occurred_at timestamp(6) with time zone not null,
  recorded_at timestamp(6) with time zone not null,
  usage_counts text not null,
  cost numeric(50, 26) not null,
  exactness varchar(10) not null,
  price_source varchar(10),
  price_model varchar(400),
  price_effective_from timestamp(6) with time zone,
  metadata text not null,
  fingerprint varchar(64) not null,
  change_id uuid not null,
  unique (organization, request_id)
);

create index if not exists trueup_usage_record_occurred
  on trueup_usage_record (organization, occurred_at);
create index if not exists trueup_usage_record_user
  on trueup_usage_record (organization, user_id, occurred_at);

-- What sums are kept by, beside the time. An absent project or user is the empty text, which no id is.
-- Rows are never deleted: an erased user's get another id.
create table if not exists trueup_rollup_key (
  id bigint not null primary key,
  organization varchar(400) not null,
  project varchar(400) not null,
  user_id varchar(400) not null,
  provider varchar(400) not null,
  model varchar(400) not null,
  constraint trueup_rollup_key_once unique (organization, user_id, project, provider, model)
);

create index if not exists trueup_rollup_key_project on trueup_rollup_key (organization, project);

-- Sums by 15 minutes: every present-day zone's offset is a multiple of that. A bucket is named by its
-- start in seconds since 1970. Of each unit a column says how much was used, null where it never was.
create table if not exists trueup_rollup (
  key_id bigint not null,
  bucket bigint not null,
  requests bigint not null,
  cost numeric(50, 26) not null,
  used_input_tokens bigint,
  used_output_tokens bigint,
  used_cache_read_tokens bigint,
  used_cache_write_tokens bigint,
  used_cache_write_5m_tokens bigint,
  used_cache_write_1h_tokens bigint,
  used_input_text_tokens bigint,
  used_output_text_tokens bigint,
  used_cache_text_read_tokens bigint,
  used_cache_text_write_tokens bigint,
  used_cache_text_write_5m_tokens bigint,
  used_cache_text_write_1h_tokens bigint,
  used_input_audio_tokens bigint,
  used_output_audio_tokens bigint,
  used_cache_audio_read_tokens bigint,
  used_cache_audio_write_tokens bigint,
  used_cache_audio_write_5m_tokens bigint,
  used_cache_audio_write_1h_tokens bigint,
  used_input_image_tokens bigint,
  used_output_image_tokens bigint,
  used_cache_image_read_tokens bigint,
  used_cache_image_write_tokens bigint,
  used_cache_image_write_5m_tokens bigint,
  used_cache_image_write_1h_tokens bigint,
  used_input_video_tokens bigint,
  used_output_video_tokens bigint,
  used_cache_video_read_tokens bigint,
  used_cache_video_write_tokens bigint,
  used_cache_video_write_5m_tokens bigint,
  used_cache_video_write_1h_tokens bigint,
  used_input_tool_tokens bigint,
  used_input_text_tool_tokens bigint,
  used_input_audio_tool_tokens bigint,
  used_input_image_tool_tokens bigint,
  used_input_video_tool_tokens bigint,
  used_output_reasoning_tokens bigint,
  used_output_text_reasoning_tokens bigint,
  used_output_audio_reasoning_tokens bigint,
  used_output_image_reasoning_tokens bigint,
  used_output_video_reasoning_tokens bigint,
  used_output_citation_tokens bigint,
  used_output_text_citation_tokens bigint,
  used_output_audio_citation_tokens bigint,
  used_output_image_citation_tokens bigint,
  used_output_video_citation_tokens bigint,
  used_input_characters bigint,
  used_input_text_messages bigint,
  used_audio_seconds bigint,
  used_input_audio_seconds bigint,
  used_output_audio_seconds bigint,
  used_input_pixels bigint,
  used_input_document_pages bigint,
  used_input_annotated_document_pages bigint,
  used_rerank_searches bigint,
  used_web_searches bigint,
  used_social_searches bigint,
  used_storage_searches bigint,
  used_code_executions bigint,
  used_requests bigint,
  primary key (key_id, bucket)
);

create index if not exists trueup_rollup_bucket on trueup_rollup (bucket);

create table if not exists trueup_alert_settings (
  scope varchar(2500) not null primary key,
  settings text not null,
  version bigint not null,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null
);

create table if not exists trueup_price_override (
  provider varchar(400) not null,
  model varchar(400) not null,
  effective_from timestamp(6) with time zone not null,
  unit_prices text not null,
  version bigint not null,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null,
  primary key (provider, model, effective_from)
);
