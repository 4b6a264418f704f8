-- Whoever changes budgets, owners, prices or settings past Trueup, with psql or another program, has
-- changed something in the log too: one row for a transaction, drawn inside its COMMIT, so that an open
-- session holds nobody up. It drops all that nodes have cached. What belongs to which tag is written
-- once, in the program, and not a second time here.
create or replace function trueup_changed_outside() returns trigger
language plpgsql set search_path from current as $$
declare
  drawn bigint;
begin
  if coalesce(current_setting('trueup.own', true), '') = 'on' then
    return null;
  end if;
  -- First, as the ledger does it: it changes windows under this lock.
  perform 1 from trueup_ledger_lock for update;
  -- The sums of its windows may be of other models or days now: they begin again from the rollups.
  if tg_table_name = 'trueup_budget' and tg_op <> 'INSERT' then
    delete from trueup_budget_window where budget = old.id;
  end if;
  if coalesce(current_setting('trueup.told', true), '') = 'on' then
    return null;
  end if;
  perform set_config('trueup.told', 'on', true);
  update trueup_ledger_lock set version = cast(gen_random_uuid() as varchar(40));
  update trueup_change_head set position = position + 1 returning position into drawn;
  insert into trueup_change (position, id, kind, tags, payload, node, at)
  values (drawn, gen_random_uuid(), 'EverythingChanged', '', '{}', 'outside', clock_timestamp());
  perform pg_notify('trueup_change', '');
  return null;
end
$$;

do $$
declare
  watched text;
begin
  foreach watched in array array[
    'trueup_organization', 'trueup_project', 'trueup_user', 'trueup_budget', 'trueup_alert_settings',
    'trueup_price_override', 'trueup_catalogue', 'trueup_cache_policy'] loop
    if not exists (
      select 1 from pg_trigger
      where tgname = 'trueup_changed_outside' and tgrelid = to_regclass(watched)) then
      execute format(
        'create constraint trigger trueup_changed_outside after insert or update or delete on %I'
        ' deferrable initially deferred for each row execute function trueup_changed_outside()',
        watched);
    end if;
  end loop;
end
$$;
