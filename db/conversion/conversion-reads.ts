import type {
  ConversionErrorCode,
  ConversionState,
  ConversionStep,
  Service,
} from '../../domain/conversion.ts';
import type { Id } from '../../domain/id.ts';
import { nextUsername, proposeUsername } from '../../domain/username.ts';
import type { Database, Transaction } from '../database.ts';
import { isUsernameTaken } from './conversions.ts';

/** A conversion as people see it; the password stays in the vault. */
export interface ConversionRecord {
  id: Id<'conversion'>;
  leadId: Id<'lead'> | null;
  state: ConversionState;
  username: string;
  service: Service;
  ipAddress: string | null;
  routerId: Id<'router'>;
  routerName: string;
  packageName: string;
  steps: { at: string; what: ConversionStep; words?: string }[];
  errorCode: ConversionErrorCode | null;
  errorMessage: string | null;
  requestedBy: Id<'user'> | null;
  nextAttemptAt: Date | null;
  /** Since when an add is without an answer; null when there is none. */
  unansweredSince: Date | null;
  createdAt: Date;
  finishedAt: Date | null;
}

const conversionSelect = (at: Database | Transaction) => at.sql`
  select c.id, c.lead_id, c.state, c.username, c.service, c.ip_address, c.router_id, r.name as router_name,
    p.name as package_name, c.steps, c.error_code, c.error_message, c.requested_by, c.next_attempt_at,
    c.unanswered_since, c.created_at, c.finished_at
  from conversions c join routers r on r.id = c.router_id join packages p on p.id = c.package_id`;

export async function findConversion(
  at: Database | Transaction,
  id: Id<'conversion'>,
): Promise<ConversionRecord | null> {
  const [found] = await at.sql<ConversionRecord[]>`${conversionSelect(at)} where c.id = ${id}`;
  return found ?? null;
}

/** The newest conversion of a lead, whatever became of it. */
export async function findLatestConversion(
  at: Database | Transaction,
  lead: Id<'lead'>,
): Promise<ConversionRecord | null> {
  const [found] = await at.sql<ConversionRecord[]>`
    ${conversionSelect(at)} where c.lead_id = ${lead} order by c.created_at desc, c.id desc limit 1`;
  return found ?? null;
}

/** A user on a router as people see it. */
export interface RouterUser {
  id: Id<'mikrotik_user'>;
  username: string;
  service: Service;
  profile: string;
  ipAddress: string | null;
  leadId: Id<'lead'> | null;
  router: { id: Id<'router'>; name: string };
  package: { id: Id<'package'>; name: string };
  createdAt: Date;
}

export async function findUserOfConversion(at: Database, id: Id<'conversion'>): Promise<RouterUser | null> {
  const [user] = await at.sql<RouterUser[]>`
    select u.id, u.username, u.service, u.profile, u.ip_address, u.lead_id, u.created_at,
      jsonb_build_object('id', r.id, 'name', r.name) as router, jsonb_build_object('id', p.id, 'name', p.name) as package
    from mikrotik_users u join routers r on r.id = u.router_id join packages p on p.id = u.package_id
    where u.conversion_id = ${id}`;
  return user ?? null;
}

/** The customer's password, for those who may see it (law 13). Null when the lead has no user. */
export async function revealPassword(at: Database, lead: Id<'lead'>): Promise<string | null> {
  const [user] = await at.sql<{ conversionId: string; passwordSealed: string }[]>`
    select conversion_id, password_sealed from mikrotik_users where lead_id = ${lead} and removed_at is null`;
  return user ? at.vault.open(user.passwordSealed, user.conversionId) : null;
}

/** The first free one of `jane.kilimani`, `jane.kilimani2`, `jane.kilimani3` … */
export async function proposeFreeUsername(
  at: Database,
  lead: { name: string | null; phone: string; location: string | null },
): Promise<string> {
  const wanted = proposeUsername(lead);
  for (let attempt = 1; attempt < 50; attempt++) {
    const username = nextUsername(wanted, attempt);
    if (!(await isUsernameTaken(at, username, null))) return username;
  }
  return nextUsername(wanted, Number(lead.phone.slice(-6)));
}
