import { expect, test } from 'vitest';
import { createTestDatabase } from '../test/database.ts';
import { addRouter } from './routers.ts';
import { refuseWrongKey } from './sealed-by.ts';
import { createVault, deriveSecret } from './vault.ts';

const vault = createVault('a key that only this test knows, long enough');

test('what was sealed for a row opens for that row', () => {
  const sealed = vault.seal('siri-yangu', 'router_1');
  expect(sealed).not.toContain('siri-yangu');
  expect(vault.open(sealed, 'router_1')).toBe('siri-yangu');
});

test('the same password is sealed differently each time', () =>
  expect(vault.seal('siri', 'router_1')).not.toBe(vault.seal('siri', 'router_1')));

test('a sealed password copied to another row does not open', () =>
  expect(() => vault.open(vault.seal('siri', 'router_1'), 'router_2')).toThrow());

test('a tampered password does not open', () => {
  const sealed = vault.seal('siri', 'router_1');
  // The first sign of the ciphertext: the last one has bits that mean nothing.
  const at = sealed.lastIndexOf('.') + 1;
  const other = sealed[at] === 'A' ? 'B' : 'A';
  expect(() => vault.open(sealed.slice(0, at) + other + sealed.slice(at + 1), 'router_1')).toThrow();
});

test('another SECRET_KEY is told in a sentence', () => {
  const other = createVault('another key, also long enough to be used');
  expect(() => other.open(vault.seal('siri', 'router_1'), 'router_1')).toThrow(/another SECRET_KEY/);
});

test('each purpose has a secret of its own', () =>
  expect(deriveSecret('key', 'sign-in')).not.toBe(deriveSecret('key', 'links')));

test('a database whose passwords were sealed with another key is refused at the start', async () => {
  const { db, drop } = await createTestDatabase();
  const address = { name: 'Westlands-1', host: '127.0.0.1', port: 8728, tls: false, tlsFingerprint: null };
  await refuseWrongKey({ ...db, vault });
  await addRouter(db, { ...address, username: 'karibu', password: 'siri' });
  await expect(refuseWrongKey(db)).resolves.toBeUndefined();
  await expect(refuseWrongKey({ ...db, vault })).rejects.toThrow(/sealed with another SECRET_KEY/);
  await drop();
});
