-- Lists of records go newest first, records of one instant by id.
create index if not exists trueup_usage_record_newest on trueup_usage_record (occurred_at desc, id);
create index if not exists trueup_usage_record_of_organization
  on trueup_usage_record (organization, occurred_at desc, id);
create index if not exists trueup_usage_record_of_user
  on trueup_usage_record (organization, user_id, occurred_at desc, id);
create index if not exists trueup_usage_record_of_conversation
  on trueup_usage_record (organization, conversation, occurred_at desc, id);
drop index if exists trueup_usage_record_occurred;
drop index if exists trueup_usage_record_user;

-- Sums by conversation and day. A day is UTC's, named by its start in seconds since 1970. Requests
-- without a conversation are summed under the empty text, which no id is: these sums are complete.
create table if not exists trueup_conversation_rollup (
  key_id bigint not null,
  day_from bigint not null,
  conversation varchar(400) not null,
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
  primary key (key_id, day_from, conversation)
);

create index if not exists trueup_conversation_rollup_day on trueup_conversation_rollup (day_from);

-- One row: the version at which a new object begins, above that of every object ever deleted. So an
-- old object's version is never that of a new one of the same id.
create table if not exists trueup_version_floor (
  id integer not null primary key,
  version bigint not null
);

insert into trueup_version_floor (id, version)
select 1, 0 where not exists (select 1 from trueup_version_floor);

-- What was set at run time instead of a cache's configured policy.
create table if not exists trueup_cache_policy (
  cache varchar(200) not null primary key,
  policy text not null,
  updated_at timestamp(6) with time zone not null
);

-- Who changed what an administrator can change: JSON before and after, null where there was none.
create table if not exists trueup_audit_log (
  id bigint not null primary key,
  at timestamp(6) with time zone not null,
  actor varchar(400),
  action varchar(100) not null,
  object varchar(2500) not null,
  state_before text,
  state_after text
);

-- The keys that each node's caches were asked for most, hottest first, to be warmed at its start.
create table if not exists trueup_hot_key (
  node varchar(200) not null,
  cache varchar(200) not null,
  place integer not null,
  key_text text not null,
  primary key (node, cache, place)
);
