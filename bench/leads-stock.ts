import type { ISql } from 'postgres';
import type { Database } from '../db/database.ts';
import { rebuildLeadMonths } from '../db/reports/lead-months.ts';

// Leads out of nothing: the number of a lead decides everything about it, so that every run has the same ones and ten
// thousand leads are the first of the million. PostgreSQL makes them itself, and builds the indexes once they lie there.

/** The n-th lead's throw of a die with so many sides; each `salt` is another die. */
const die = `
  create schema if not exists bench;
  create or replace function bench.roll(n bigint, salt bigint, sides int) returns int language sql immutable
    as $$ select ((hashint8extended(n, salt) & 2147483647) % sides)::int $$;
  create or replace function bench.pick(n bigint, salt bigint, words text[]) returns text language sql immutable
    as $$ select words[1 + bench.roll(n, salt, cardinality(words))] $$;`;

// biome-ignore format: names read best side by side
export const firstNames = [
  'Wanjiru', 'Otieno', 'Akinyi', 'Mwangi', 'Njeri', 'Kamau', 'Achieng', 'Kiprop', 'Halima', 'Mutua', 'Faith', 'Brian',
  'Kevin', 'Mercy', 'Wambui', 'Njoroge', 'Atieno', 'Odhiambo', 'Chebet', 'Kipchoge', 'Nyambura', 'Karanja', 'Wairimu',
  'Muthoni', 'Auma', 'Okoth', 'Adhiambo', 'Kariuki', 'Jepkosgei', 'Cherono', 'Abdi', 'Fatuma', 'Hassan', 'Zawadi', 'Baraka',
  'Neema', 'Juma', 'Salim', 'Mumbua', 'Ndunge', 'Kyalo', 'Musyoka', 'Moraa', 'Nyaboke', 'Ombati', 'Kerubo', 'Naliaka',
  'Wafula', 'Barasa', 'Nekesa', 'Simiyu', 'Lagat', 'Rotich', 'Cheruiyot', 'Grace', 'Peter', 'Esther', 'Samuel', 'Joyce',
  'Daniel', 'Purity', 'Dennis', 'Lilian', 'Collins',
] as const;

// biome-ignore format: names read best side by side
export const lastNames = [
  'Mwaura', 'Mwende', 'Kimani', 'Ochieng', 'Onyango', 'Kilonzo', 'Maina', 'Gitau', 'Ndungu', 'Waweru', 'Macharia', 'Githinji',
  'Omondi', 'Owino', 'Ouma', 'Opiyo', 'Oduya', 'Koech', 'Langat', 'Bett', 'Kirui', 'Sang', 'Ruto', 'Mutai', 'Ngetich',
  'Nzioka', 'Mulwa', 'Muli', 'Ndambuki', 'Wambua', 'Makau', 'Nthenge', 'Wekesa', 'Wanyama', 'Wanjala', 'Khaemba', 'Masinde',
  'Nyongesa', 'Nyakundi', 'Mogaka', 'Nyamweya', 'Ongeri', 'Mohamed', 'Hussein', 'Noor', 'Ali', 'Mwakio', 'Mwadime',
] as const;

const listed = (words: readonly string[]) => `array[${words.map((word) => `'${word}'`).join()}]`;

const sources = listed([
  ...Array<string>(6).fill('Caretaker'),
  ...Array<string>(4).fill('Field Sales'),
  ...Array<string>(3).fill('Referral'),
  ...Array<string>(3).fill('Website'),
  ...Array<string>(3).fill('WhatsApp/SMS'),
  'Manual Entry',
]);
const statuses = listed([
  ...Array<string>(5).fill('New'),
  ...Array<string>(4).fill('Contacted'),
  ...Array<string>(3).fill('Interested'),
  ...Array<string>(2).fill('Site Survey Scheduled'),
  ...Array<string>(3).fill('Converted'),
  ...Array<string>(2).fill('Not Interested'),
  'Future Prospect',
]);
const places = listed([
  'Kilimani',
  'Westlands',
  'Rongai',
  'Ruaka',
  'Kasarani',
  'Embakasi',
  'Kitengela',
  'Thika',
]);
const isps = listed(['Zuku', 'Faiba', 'Safaricom Home', 'Poa']);

const agents = 200;
const technicians = 20;

/** The n-th person; a UUIDv7 like every id, so that the API takes it. */
const personId = (n: string) => `'user_0190a000-0000-7000-8000-' || lpad((${n})::text, 12, '0')`;
export const packageId = 'package_0190a000-0000-7000-8000-000000000001';

const cast = `
  insert into people (id, name, phone, role, agent_kind)
  select ${personId('n')}, bench.pick(n, 1, ${listed(firstNames)}) || ' ' || bench.pick(n, 2, ${listed(lastNames)}),
    '+254720' || lpad(n::text, 6, '0'), case when n <= ${agents} then 'agent' else 'technician' end,
    case when n <= ${agents} then bench.pick(n, 3, array['caretaker', 'field', 'partner']) end
  from generate_series(1, ${agents + technicians}) n;
  insert into packages (id, name, service, profile, download_mbps, upload_mbps, price)
  values ('${packageId}', '20 Mbps Home', 'pppoe', 'home-20', 20, 10, 2999);`;

/** Three years of leads that end at midnight today, so that this month has some and a run of tomorrow has as many. */
const leads = (count: number) => `
  insert into leads (id, name, phone, source, status, unit_number, location, package_id, current_isp, notes,
    brought_in_by, brought_in_by_contact, brought_in_by_person_id, agreed_installation_fee,
    agreed_monthly_subscription, customer_has_router, assigned_to, follow_up_date, converted_at, created_at, updated_at)
  select 'lead_' || substr(born, 1, 8) || '-' || substr(born, 9, 4) || '-7' || substr(chance, 1, 3) || '-8' ||
      substr(chance, 4, 3) || '-' || substr(chance, 7, 12),
    bench.pick(n, 4, ${listed(firstNames)}) || ' ' || bench.pick(n, 5, ${listed(lastNames)}),
    '+2547' || lpad((n * 61803399 % 100000000)::text, 8, '0'), source, status,
    'A' || bench.roll(n, 6, 40), bench.pick(n, 7, ${places}) || ', Nairobi', '${packageId}', bench.pick(n, 8, ${isps}),
    'Complains about frequent downtime in the evenings.', agent.name, agent.phone, agent.id, 2500, 2999,
    bench.roll(n, 9, 2) = 0, ${personId(`${agents} + 1 + bench.roll(n, 10, ${technicians})`)},
    (at + interval '14 days')::date, case when status = 'Converted' then least(at + interval '9 days', current_date) end, at, at
  from (
    select n, md5(n::text) as chance, bench.pick(n, 11, ${sources}) as source, bench.pick(n, 12, ${statuses}) as status,
      current_date - make_interval(secs => bench.roll(n, 13, 94608000)) as at
    from generate_series(1::bigint, ${count}) n) lead
  cross join lateral (select lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as born) moment
  left join people agent on source in ('Caretaker', 'Field Sales', 'Referral')
    and agent.id = ${personId(`1 + bench.roll(n, 14, ${agents})`)}`;

const events = `
  insert into lead_events (lead_id, kind, by_person_id, details, at)
  select id, kind, by, details, at from (
    select id, 1 as step, 'created' as kind, null::text as by, '{"door": "import"}'::jsonb as details, created_at as at
    from leads
    union all
    select id, 2, 'status', null, '{"from": null, "to": "New"}', created_at from leads
    union all
    select id, 3, 'status', assigned_to, jsonb_build_object('from', 'New', 'to', status), created_at + interval '2 days'
    from leads where status <> 'New') event
  order by id, step`;

/** Empties the database of its leads and writes so many; indexes, roll-ups and the planner's figures are all there at the end. */
export async function stockLeads(db: Database, count: number): Promise<void> {
  await db.sql.begin(async (sql) => {
    await sql`set local statement_timeout = 0`;
    await sql`set local maintenance_work_mem = '512MB'`;
    // What is made here refers to nothing that is not there, and the roll-ups are counted at the end.
    await sql`set local session_replication_role = replica`;
    await sql.unsafe(die);
    await sql`truncate leads, lead_events, lead_months, lead_month_deltas, people, packages cascade`;
    await sql.unsafe(cast);
    const indexes = await setIndexesAside(sql);
    await sql.unsafe(leads(count));
    await sql.unsafe(events);
    for (const index of indexes) await sql.unsafe(index);
    await sql`set local session_replication_role = origin`;
  });
  await rebuildLeadMonths(db);
  await settle(db);
}

/** What autovacuum would do within minutes: the planner knows the tables, and nothing waits to be cleaned up. */
export async function settle(db: Database): Promise<void> {
  const reserved = await db.sql.reserve();
  try {
    await reserved`set statement_timeout = 0`;
    await reserved`vacuum (analyze) leads, lead_events, lead_months, lead_month_deltas, people, packages`;
  } finally {
    await reserved`reset statement_timeout`;
    reserved.release();
  }
}

/** Drops the indexes that no constraint needs, and answers the statements that make them again. */
async function setIndexesAside(sql: ISql): Promise<string[]> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid in ('leads'::regclass, 'lead_events'::regclass) and not indisprimary`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  return indexes.map(({ definition }) => definition);
}
