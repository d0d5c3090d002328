import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Passwords of routers and customers at rest: AES-256-GCM, the key derived from SECRET_KEY. A sealed text is
 * `v1.<key id>.<iv>.<tag>.<ciphertext>`, base64url. `owner` (the row's id) is bound in, so that a sealed text copied to
 * another row does not open.
 */
export interface Vault {
  /** Tells keys apart without telling the key; every sealed text carries it. */
  readonly keyId: string;
  seal(secret: string, owner: string): string;
  /** Throws when the text was sealed with another SECRET_KEY, for another row, or was tampered with. */
  open(sealed: string, owner: string): string;
}

const derive = (secretKey: string, purpose: string) =>
  Buffer.from(hkdfSync('sha256', secretKey, 'karibu', purpose, 32));

/** A secret of its own for each purpose, so that one leaking says nothing of the others. Hex, 64 characters. */
export const deriveSecret = (secretKey: string, purpose: string): string =>
  derive(secretKey, purpose).toString('hex');

export function createVault(secretKey: string): Vault {
  const key = derive(secretKey, 'vault');
  const keyId = createHash('sha256').update(key).digest('base64url').slice(0, 8);
  return {
    keyId,
    seal(secret, owner) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return ['v1', keyId, ...[iv, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))].join(
        '.',
      );
    },
    open(sealed, owner) {
      const [version, sealedBy, iv = '', tag = '', text = ''] = sealed.split('.');
      if (version !== 'v1' || sealedBy !== keyId) {
        throw new Error(
          'A stored password was sealed with another SECRET_KEY. Start with the key that sealed it.',
        );
      }
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), {
        authTagLength: 16,
      });
      decipher.setAAD(Buffer.from(owner)).setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString(
        'utf8',
      );
    },
  };
}
