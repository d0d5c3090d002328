/** What a person of the ISP may be. `intake` is for API keys of websites only: it may create leads and learn nothing. */
export const roles = ['owner', 'manager', 'sales', 'technician', 'agent', 'intake'] as const;
export type Role = (typeof roles)[number];

export const staffRoles = ['owner', 'manager', 'sales', 'technician'] as const satisfies Role[];
export type StaffRole = (typeof staffRoles)[number];

export const isStaff = (role: Role): role is StaffRole => staffRoles.some((staff) => staff === role);

/** Who brings leads without being staff. A partner is another business (a shop, an estate office). */
export const agentKinds = ['caretaker', 'field', 'partner'] as const;
export type AgentKind = (typeof agentKinds)[number];

export const languages = ['en', 'sw'] as const;
export type Language = (typeof languages)[number];
