import { z } from 'zod';
import { services } from '../../domain/conversion.ts';
import { longest } from '../../domain/lead.ts';
import { oneOf, requiredMoney, requiredText, wholeNumber } from './typed.ts';

export const packageForm = z.object({
  name: requiredText(longest.isp, 'Write the name that customers know.'),
  service: oneOf(services, 'Choose how these customers connect.'),
  profile: requiredText(longest.isp, 'Write the name of the profile on the routers.'),
  downloadMbps: wholeNumber(1, 100_000),
  uploadMbps: wholeNumber(1, 100_000),
  price: requiredMoney,
});
