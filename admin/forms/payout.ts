import { z } from 'zod';
import { optionalMoney, requiredMoney, requiredText } from './typed.ts';

/** Empty is no amount yet. */
export const amountForm = z.object({ amount: optionalMoney });

/** What the person saw when they pressed the button; only a form of ours has it. */
export const paymentForm = z.object({
  fingerprint: requiredText(32, 'Look at what is due again, and then mark it as paid.'),
  amountPerLead: requiredMoney,
});
