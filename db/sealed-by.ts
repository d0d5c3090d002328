import type { Database } from './database.ts';

/** What is sealed here was sealed with another SECRET_KEY. */
class WrongSecretKey extends Error {
  override name = 'WrongSecretKey';

  constructor() {
    super(
      'The passwords and WhatsApp keys in this database were sealed with another SECRET_KEY. Start with the key that sealed them ' +
        '(SECRET_KEY, or secret.key in DATA_DIR); with a new key they can never be opened again.',
    );
  }
}

/** Asked at every start: found out later, it would hold up every conversion. */
export async function refuseWrongKey({ sql, vault }: Database): Promise<void> {
  const [other] = await sql`
    select from (select password_sealed as sealed from routers
      union all (select password_sealed from conversions order by id desc limit 100)
      union all (select value_sealed from wa_auth limit 100)) as kept
    where split_part(sealed, '.', 2) <> ${vault.keyId} limit 1`;
  if (other) throw new WrongSecretKey();
}
