import { findImport, type ImportRecord } from '../../db/import/imports.ts';
import { isId } from '../../domain/id.ts';
import { showRefusal } from '../components/refusal.tsx';
import type { Desk, DeskContext, Handler } from '../desk.ts';

/** Answers for the import that the path names. */
export const withImport =
  (answer: (desk: Desk, c: DeskContext, it: ImportRecord) => Response | Promise<Response>): Handler =>
  async (desk, c) => {
    const id = c.req.param('id');
    const it = isId('import', id) ? await findImport(desk.db, id) : null;
    return it ? answer(desk, c, it) : showRefusal(c, 'missing');
  };
