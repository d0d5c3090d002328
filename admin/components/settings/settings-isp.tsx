import { longest } from '../../../domain/lead.ts';
import type { Country } from '../../../domain/phone.ts';
import { timeZones } from '../../../domain/time-zone.ts';
import type { FormState } from '../../forms/form.ts';
import { FormTrouble, SelectField, TextField } from '../fields.tsx';
import { Moment } from '../time.tsx';
import { languageChoices } from './person-words.ts';

/** What the company is, and how it speaks and counts. */
export const IspForm = ({ form, country, zone }: { form: FormState; country: Country; zone: string }) => (
  <form class="card plain settings-card" method="post" action="/settings/isp" novalidate>
    <FormTrouble form={form} />
    <TextField
      form={form}
      name="ispName"
      label="Name"
      maxlength={longest.isp}
      hint="As customers know it: the bot greets with it, and it stands above every page."
      required
    />
    <SelectField
      form={form}
      name="language"
      label="Language of the bot"
      choices={languageChoices}
      hint="Where a person has not chosen one."
      required
    />
    <TextField
      form={form}
      name="timeZone"
      label="Time zone"
      list="time-zones"
      maxlength={60}
      hint={
        <>
          Write a town to search, such as Nairobi. It is now <Moment at={new Date()} zone={zone} /> here. Days
          and months begin by this clock: with another zone the dashboard counts every lead anew.
        </>
      }
      required
    />
    <datalist id="time-zones">
      {timeZones.map((name) => (
        <option value={name} />
      ))}
    </datalist>
    <dl class="facts">
      <div>
        <dt>Country</dt>
        <dd>{countryName(country)}</dd>
      </div>
      <div class="wide">
        <dt>Phone numbers</dt>
        <dd>A number that is written without a country is one of this country.</dd>
      </div>
    </dl>
    <button class="btn" type="submit">
      Save
    </button>
  </form>
);

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

const countryName = (country: Country): string => countryNames.of(country) ?? country;
