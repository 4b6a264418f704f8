-- An index entry holds 2 704 bytes at most, and five ids of 200 code points are more than that. So
-- these keys are unique by a hash of all their parts, and found by parts that fit.
create or replace function trueup_hash(key text) returns bytea
  language sql immutable strict parallel safe
  as $$ select sha256(convert_to(key, 'UTF8')) $$;

alter table trueup_rollup_key drop constraint trueup_rollup_key_once;
create unique index trueup_rollup_key_hash on trueup_rollup_key (trueup_hash(
  organization || chr(1) || user_id || chr(1) || project || chr(1) || provider || chr(1) || model));
create index trueup_rollup_key_user on trueup_rollup_key (organization, user_id);

-- Sums are added to again and again: with room in their pages, no index grows by that.
alter table trueup_rollup set (fillfactor = 50);
alter table trueup_conversation_rollup set (fillfactor = 70);
alter table trueup_budget_window set (fillfactor = 50);
