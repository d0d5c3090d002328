import { z } from 'zod';
import type { BulkChange, BulkStatus } from '../../db/lead/lead-bulk.ts';
import { leadStatuses } from '../../domain/lead.ts';
import { longestReason } from './lead-move.ts';
import { optionalDate, optionalId, optionalText } from './typed.ts';

export const bulkAssignmentForm = z.object({ to: optionalId('user') });

export const bulkStatuses = leadStatuses.filter((status): status is BulkStatus => status !== 'Converted');

const aStatus = z.enum(leadStatuses, { error: 'Choose a status.' }).exclude(['Converted'], {
  error: 'Customers are made one by one: each is asked about a user on a router.',
});

/** What a status asks besides is asked once, for all of them; a field of another status says nothing. */
export const bulkStatusForm = z
  .object({ status: aStatus, reason: optionalText(longestReason), followUpDate: optionalDate })
  .transform(
    ({ status, reason, followUpDate }): Extract<BulkChange, { status: BulkStatus }> => ({
      status,
      ...(status === 'Not Interested' && { reason }),
      ...(status === 'Future Prospect' && followUpDate && { followUpDate }),
    }),
  );
