-- An index entry holds 2 704 bytes at most, and six ids of 200 code points are more than that. So
-- these keys are unique by a hash of all their parts, and found by parts that fit. The hash has no
-- part beside it: an index that began with organization and day would be taken for finding a row,
-- and each record would read all of the organization's day.
create or replace function trueup_hash(key text) returns bytea
  language sql immutable strict parallel safe
  as $$ select sha256(convert_to(key, 'UTF8')) $$;

alter table trueup_rollup drop constraint trueup_rollup_pkey;
create unique index trueup_rollup_key on trueup_rollup (trueup_hash(
  organization || chr(1) || cast(bucket as text) || chr(1) || project || chr(1) || user_id || chr(1)
  || provider || chr(1) || model));
create index trueup_rollup_parts on trueup_rollup (organization, bucket, user_id, project);

alter table trueup_rollup_usage drop constraint trueup_rollup_usage_pkey;
create unique index trueup_rollup_usage_key on trueup_rollup_usage (trueup_hash(
  organization || chr(1) || cast(bucket as text) || chr(1) || project || chr(1) || user_id || chr(1)
  || provider || chr(1) || model || chr(1) || unit));
create index trueup_rollup_usage_parts
  on trueup_rollup_usage (organization, bucket, user_id, project);

alter table trueup_conversation_rollup drop constraint trueup_conversation_rollup_pkey;
create unique index trueup_conversation_rollup_key on trueup_conversation_rollup (trueup_hash(
  organization || chr(1) || cast(day_from as text) || chr(1) || conversation || chr(1) || project
  || chr(1) || user_id || chr(1) || provider || chr(1) || model));
create index trueup_conversation_rollup_parts
  on trueup_conversation_rollup (organization, day_from, conversation, user_id);

alter table trueup_conversation_usage drop constraint trueup_conversation_usage_pkey;
create unique index trueup_conversation_usage_key on trueup_conversation_usage (trueup_hash(
  organization || chr(1) || cast(day_from as text) || chr(1) || conversation || chr(1) || project
  || chr(1) || user_id || chr(1) || provider || chr(1) || model || chr(1) || unit));
create index trueup_conversation_usage_parts
  on trueup_conversation_usage (organization, day_from, conversation, user_id);
