-- The triggers were not asked for, or not any more.
drop function if exists trueup_changed_outside() cascade;
