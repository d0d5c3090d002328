import { createRoute, z } from '@hono/zod-openapi';
import { readLeadsOverTime, readLeadTotals } from '../../db/reports/stats.ts';
import { requires } from './access.ts';
import { refusals } from './errors.ts';
import { type Api, type ApiParts, answer } from './parts.ts';

const tags = ['Stats'];

const totalsRoute = createRoute({
  operationId: 'countLeads',
  method: 'get',
  path: '/stats',
  tags,
  summary: 'Count the leads',
  description: 'The month is the calendar month in the ISP’s zone.',
  middleware: requires('seeReports'),
  responses: {
    200: answer(
      'The counts.',
      z.object({ totalLeads: z.number(), newLeadsThisMonth: z.number(), totalConvertedLeads: z.number() }),
    ),
    ...refusals(401, 403),
  },
});

const monthNames = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

const overTimeRoute = createRoute({
  operationId: 'countLeadsOverTime',
  method: 'get',
  path: '/stats/leads-over-time',
  tags,
  summary: 'Count the leads of a year by month',
  description: 'New leads by the month they came, converted leads by the month they were converted.',
  middleware: requires('seeReports'),
  request: {
    query: z.object({
      year: z
        .string('Give it once.')
        .regex(/^[12]\d{3}$/, 'Expected a year such as 2026.')
        .optional()
        .openapi({ description: 'This year when absent.', example: '2026' }),
    }),
  },
  responses: {
    200: answer(
      'Twelve months.',
      z.object({
        year: z.number(),
        years: z.array(z.number()).openapi({ description: 'The years that have data.' }),
        months: z.array(
          z.object({ month: z.enum(monthNames), newLeads: z.number(), convertedLeads: z.number() }),
        ),
      }),
    ),
    ...refusals(401, 403, 422),
  },
});

export function serveStats(api: Api, { db }: ApiParts): void {
  api.openapi(totalsRoute, async (c) => c.json(await readLeadTotals(db), 200));

  api.openapi(overTimeRoute, async (c) => {
    const { year } = c.req.valid('query');
    const found = await readLeadsOverTime(db, year === undefined ? null : Number(year));
    const months = monthNames.map((month, index) => ({
      month,
      newLeads: found.months[index]?.newLeads ?? 0,
      convertedLeads: found.months[index]?.convertedLeads ?? 0,
    }));
    return c.json({ year: found.year, years: found.years, months }, 200);
  });
}
