import { newId } from '../../domain/id.ts';

/** Enough ids for the notes of a statement that finds only while it runs which of them must be kept. */
export const noticeIds = (most: number) => Array.from({ length: most }, () => newId('notice'));
