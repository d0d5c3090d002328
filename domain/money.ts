/** Kenyan shillings as a decimal string with two places, `2999.50`: what PostgreSQL's numeric(12,2) gives and takes. */
export type Money = string & { readonly __money: unique symbol };

const written = /^(\d{1,10})(?:\.(\d{1,2}))?$/;
/** `2500,50` is two and a half thousand where the comma is for decimals: read as a group it would be a hundred times more. */
const oddComma = /,(?!\s*\d{3}(?:\D|$))/;

/**
 * Reads `2500`, `2,500`, `KES 2 500.50` or a number of the API. Null for negatives, more than two decimals, commas that part
 * no thousands, or words.
 */
export function parseMoney(input: string | number): Money | null {
  const said = String(input);
  if (oddComma.test(said)) return null;
  const text = said.replace(/^\s*(?:kes|ksh|kshs)\b\.?/i, '').replace(/[\s,]/g, '');
  const match = written.exec(text);
  if (!match) return null;
  // The expression above is the proof: whole shillings and two places.
  return `${Number(match[1])}.${(match[2] ?? '').padEnd(2, '0')}` as Money;
}

const cents = (money: string) => BigInt(money.replace('.', ''));

/** The total of one known sum is that sum; of none, null. */
export function addMoney(...sums: (Money | null)[]): Money | null {
  const known = sums.filter((sum) => sum !== null);
  if (known.length === 0) return null;
  const digits = String(known.reduce((total, sum) => total + cents(sum), 0n)).padStart(3, '0');
  // A sum of two-place decimals has two places.
  return `${digits.slice(0, -2)}.${digits.slice(-2)}` as Money;
}

/** `KES 2,500`, with cents only where there are some. */
export function displayMoney(money: Money): string {
  const [shillings = '0', rest] = money.split('.');
  const grouped = shillings.replace(/\B(?=(\d{3})+$)/g, ',');
  return `KES ${grouped}${rest === '00' ? '' : `.${rest}`}`;
}
