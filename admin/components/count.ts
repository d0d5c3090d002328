const grouped = new Intl.NumberFormat('en');

/** `12,345` */
export const showCount = (count: number): string => grouped.format(count);

/** `18 %`; of nothing there is no share. */
export const showShare = (part: number, whole: number): string | null =>
  whole === 0 ? null : `${Math.round((100 * part) / whole)} %`;
