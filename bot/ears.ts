import { noteStanding, rememberAccount } from '../db/channel/channel-accounts.ts';
import { stopAddress } from '../db/chat/consents.ts';
import { keepDeliveryReport } from '../db/chat/delivery-reports.ts';
import { findSend } from '../db/chat/sends.ts';
import type { Database } from '../db/database.ts';
import type { ChatChannel, Ears } from './channels/channel.ts';
import { receiveFor } from './receive.ts';
import type { TrafficKeeper } from './traffic.ts';
import { wordSend } from './wording.ts';

/** What a channel tells the house goes to the rows. `traffic` is told that the account has heard something. */
export function earsOf(
  db: Database,
  { name, account }: Pick<ChatChannel, 'name' | 'account'>,
  traffic?: Pick<TrafficKeeper, 'heard'>,
): Ears {
  const receive = receiveFor(db, { name, account });
  return {
    async receive(inbound) {
      await receive(inbound);
      if (inbound.length > 0) traffic?.heard({ name, account });
    },
    learnName: (publicName) => rememberAccount(db, name, account, publicName),
    async tell(standing) {
      try {
        await noteStanding(db, name, account, standing);
      } catch (error) {
        db.log.warn(
          { err: error, channel: name },
          'Could not note how a channel stands; it is noted at its next change.',
        );
      }
    },
    report: (report) => keepDeliveryReport(db, name, account, report),
    optOut: (address, words) => stopAddress(db, name, account, address, words),
    async recall(providerId, addresses) {
      const send = await findSend(db, name, account, { providerId, addresses });
      return send && wordSend(send);
    },
  };
}
