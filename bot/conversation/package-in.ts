import { parseMoney } from '../../domain/money.ts';
import type { World } from './talk.ts';
import { plain } from './tidy.ts';

type Package = World['packages'][number];

/** What a text says of a package: one that is sold, or a speed that is not (or that several have). */
export type PackageNamed = { found: Package } | { unsold: number };

const speed = /(?<![\p{L}\p{N}.])(\d{1,4})\s?(?:mbps|mb\/s|mbits?|mbs|mb|megs?|mega|m)(?![\p{L}\p{N}])/iu;

/** A package named inside a text, by its whole name or by a speed with its unit (`20mbps`), and where that stands. */
export function packageIn(text: string, packages: World['packages']) {
  const byName = [...packages]
    .sort((a, b) => b.name.length - a.name.length)
    .map((found) => ({ found, span: nameIn(text, found.name) }))
    .find(({ span }) => span !== null);
  if (byName?.span) return { named: { found: byName.found } as PackageNamed, span: byName.span };

  const match = speed.exec(text);
  const mbps = Number(match?.[1]);
  if (!match) return null;
  const named = bySpeed(mbps, text, packages);
  // "4M" is house 4M unless 4 megabits are on sale.
  if ('unsold' in named && /\dm$/i.test(match[0])) return null;
  return { named, span: { start: match.index, end: match.index + match[0].length } };
}

/** The package that a whole answer means: also `20`, `ya 20`, or a piece of just one name. */
export function packageMeant(answer: string, packages: World['packages']): PackageNamed | null {
  const inside = packageIn(answer, packages);
  if (inside) return inside.named;
  const word = plain(answer);
  const priced = ofPrice(answer, packages);
  if (priced) return { found: priced };
  const figure = /^\D{0,12}\b(\d{1,4})\b\D{0,12}$/.exec(word)?.[1];
  if (figure) {
    const found = ofPrice(figure, packages);
    return found ? { found } : bySpeed(Number(figure), word, packages);
  }
  const alike = packages.filter((it) => word.length >= 3 && plain(it.name).includes(word));
  const [only] = alike;
  return only && alike.length === 1 ? { found: only } : null;
}

const shillings = /^(?:(?:kes|kshs?|sh)\.?\s*)?(\d[\d,]{2,7})(?:\.00)?\s*(?:\/[=-]|kes|kshs?|bob|sh)?$/iu;

/** `2500`, `KES 2,500`, `1500/=`: the one package of that price, unless the figure is a speed that is sold. */
function ofPrice(answer: string, packages: World['packages']): Package | null {
  const figure = shillings.exec(answer.trim())?.[1]?.replaceAll(',', '');
  const price = parseMoney(Number(figure));
  if (figure === undefined || packages.some((it) => it.downloadMbps === Number(figure))) return null;
  const [only, second] = packages.filter((it) => it.price === price);
  return only && !second ? only : null;
}

/** The one of that speed; among several the one whose name has another word of the text ("20mbps home"). */
function bySpeed(mbps: number, text: string, packages: World['packages']): PackageNamed {
  const same = packages.filter((it) => it.downloadMbps === mbps);
  const words = new Set(plain(text).split(' '));
  const hinted = same.filter(({ name }) =>
    plain(name)
      .split(' ')
      .some((word) => /^\p{L}{3,}$/u.test(word) && word !== 'mbps' && words.has(word)),
  );
  const [found, second] = same.length > 1 ? hinted : same;
  return found && !second ? { found } : { unsold: mbps };
}

function nameIn(text: string, name: string) {
  const literally = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const match = new RegExp(`(?<![\\p{L}\\p{N}])${literally}(?![\\p{L}\\p{N}])`, 'iu').exec(text);
  return match && match[0] !== '' ? { start: match.index, end: match.index + match[0].length } : null;
}
