package io.trueup.chaos.check;

/*
 * Beside the product's tables, in the same transactions, and nothing that it could see. The deferred
 * trigger makes commits slow for as long as a fault says so: it runs within COMMIT, when the position
 * has been drawn.
 */
/** Tables and triggers that tell the checker what each transaction changed. */
final class Triggers {
  /** Makes all of it in an installed database. */
  static final String SQL =
      """
      create table chaos_commit (position bigint primary key, transaction xid8 not null);
      create index on chaos_commit (transaction);
      create table chaos_row (
        id bigint generated always as identity primary key, transaction xid8 not null,
        of_table text not null, gone boolean not null, content jsonb not null);
      create index on chaos_row (transaction);
      create index on chaos_row ((content->>'id')) where of_table = 'trueup_budget';
      create sequence chaos_position start 100000 increment 10;
      grant usage on sequence chaos_position to public;
      create table chaos_delay (millis integer not null);
      insert into chaos_delay values (0);
      create function chaos_committed() returns trigger language plpgsql security definer as $$
      begin
        insert into chaos_commit values (new.position, pg_current_xact_id());
        return null;
      end $$;
      create function chaos_delayed() returns trigger language plpgsql security definer as $$
      declare most integer;
      begin
        select millis into most from chaos_delay;
        if most > 0 then
          perform pg_sleep(random() * most / 1000.0);
        end if;
        return null;
      end $$;
      create function chaos_changed() returns trigger language plpgsql security definer as $$
      begin
        insert into chaos_row (transaction, of_table, gone, content)
        values (pg_current_xact_id(), tg_table_name, tg_op = 'DELETE',
          case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end);
        return null;
      end $$;
      create trigger chaos_committed after insert on trueup_change
        for each row execute function chaos_committed();
      create constraint trigger chaos_delayed after insert on trueup_change
        deferrable initially deferred for each row execute function chaos_delayed();
      create trigger chaos_changed after insert or update or delete on trueup_budget
        for each row execute function chaos_changed();
      create trigger chaos_changed after insert or update or delete on trueup_price_override
        for each row execute function chaos_changed();
      create trigger chaos_changed after insert or update or delete on trueup_alert_settings
        for each row execute function chaos_changed();
      create trigger chaos_changed after insert or update or delete on trueup_user
        for each row execute function chaos_changed();
      """;

  private Triggers() {}
}
