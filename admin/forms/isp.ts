import { z } from 'zod';
import { longest } from '../../domain/lead.ts';
import { languages } from '../../domain/person.ts';
import { parseTimeZone } from '../../domain/time-zone.ts';
import { oneOf, requiredText } from './typed.ts';

export const unknownZone = 'There is no such zone. Choose one from the list, such as Africa/Nairobi.';

export const ispForm = z.object({
  ispName: requiredText(longest.isp, 'Write the name that customers know.'),
  language: oneOf(languages, 'Choose a language.'),
  timeZone: requiredText(60, 'Choose a time zone.').transform((text, ctx) => {
    const zone = parseTimeZone(text);
    if (zone) return zone;
    ctx.addIssue({ code: 'custom', message: unknownZone });
    return z.NEVER;
  }),
});
