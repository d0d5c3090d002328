import { type Country, findPhones, type Phone } from '../../domain/phone.ts';

/** The mobile numbers in a text, each once, with every place where it stands. */
export function phonesIn(text: string, country: Country) {
  const spans = findPhones(text, country);
  const phones: Phone[] = [...new Set(spans.map(({ phone }) => phone))];
  return { phones, spans };
}
