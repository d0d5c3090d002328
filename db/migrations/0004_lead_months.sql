-- The months of one lead, in the ISP's zone: the one in which it came and the one in which it was converted. A lead that is
-- archived counts nowhere.
create function months_of_lead(lead leads) returns table (month date, arrived int, converted int)
language sql stable as $$
  select date_trunc('month', lead.created_at at time zone time_zone)::date, 1, 0
  from settings where lead.archived_at is null
  union all
  select date_trunc('month', lead.converted_at at time zone time_zone)::date, 0, 1
  from settings where lead.archived_at is null and lead.converted_at is not null
$$;
--> statement-breakpoint
-- Statement by statement, so that an import of a thousand leads writes a row for each month and not for each lead. An edit
-- that moves no lead between months writes nothing.
create function note_lead_months() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into lead_month_deltas (month, arrived, converted)
    select m.month, sum(m.arrived), sum(m.converted)
    from leads_after l cross join lateral months_of_lead(l) m group by m.month;
  elsif tg_op = 'DELETE' then
    insert into lead_month_deltas (month, arrived, converted)
    select m.month, -sum(m.arrived), -sum(m.converted)
    from leads_before l cross join lateral months_of_lead(l) m group by m.month;
  else
    insert into lead_month_deltas (month, arrived, converted)
    select month, sum(arrived), sum(converted) from (
      select m.* from leads_after l cross join lateral months_of_lead(l) m
      union all
      select m.month, -m.arrived, -m.converted from leads_before l cross join lateral months_of_lead(l) m
    ) changes group by month having sum(arrived) <> 0 or sum(converted) <> 0;
  end if;
  return null;
end;
$$;
--> statement-breakpoint
create trigger leads_arrive after insert on leads
  referencing new table as leads_after for each statement execute function note_lead_months();
--> statement-breakpoint
create trigger leads_change after update on leads
  referencing old table as leads_before new table as leads_after for each statement execute function note_lead_months();
--> statement-breakpoint
create trigger leads_go after delete on leads
  referencing old table as leads_before for each statement execute function note_lead_months();
--> statement-breakpoint
insert into lead_months (month, arrived, converted)
select m.month, sum(m.arrived), sum(m.converted) from leads l cross join lateral months_of_lead(l) m group by m.month;
