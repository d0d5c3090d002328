import { benchChat } from './chat.ts';
import { benchConversions } from './conversions.ts';
import { benchCrash } from './crash.ts';
import { benchLeads, isSize } from './leads.ts';
import { benchStart } from './start.ts';

const benches: Record<string, () => Promise<void>> = {
  start: benchStart,
  chat: benchChat,
  crash: benchCrash,
  conversions: benchConversions,
  leads: () => benchLeads(sizes),
};

const words = process.argv.slice(2);
/** `leads 10k` takes the small size only. */
const sizes = words.filter(isSize);
const asked = words.filter((word) => !isSize(word));
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}. There are ${Object.keys(benches).join(', ')}.\n`,
  );
  process.exit(1);
}
for (const [name, bench] of Object.entries(benches))
  if (asked.length === 0 || asked.includes(name)) await bench();
