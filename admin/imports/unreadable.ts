/** A file that cannot be imported as it is. The message is read by whoever uploaded it, and says what to do. */
export class FileUnreadable extends Error {
  override name = 'FileUnreadable';
}

/** What one import may hold: an ISP's whole spreadsheet, and no more than a worker does in some minutes. */
export const limits = { bytes: 20 * 1024 * 1024, rows: 100_000, columns: 100 } as const;
