-- Texts are compared by code points, whatever the database's locale: as on the other databases and in
-- the caches, so that pages follow one order. A prefix is found by an index, and a new version of the
-- system's locales damages none. After each migration, so that no new table is forgotten.
do $$
declare
  of record;
begin
  for of in
    select c.table_name, c.column_name, format_type(a.atttypid, a.atttypmod) as type
    from information_schema.columns c
    join pg_attribute a
      on a.attrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
      and a.attname = c.column_name
    where c.table_schema = current_schema()
      and c.table_name like 'trueup\_%'
      and c.table_name not like 'trueup\_schema\_%'
      and c.data_type in ('character varying', 'text')
      and c.collation_name is distinct from 'C'
    order by c.table_name, c.ordinal_position
  loop
    execute format('alter table %I alter column %I type %s collate "C"',
      of.table_name, of.column_name, of.type);
  end loop;
end
$$;
