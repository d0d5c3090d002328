import { expect } from 'vitest';
import { serveRoutes, startSmsGateway } from '../sms-gateway.ts';
import { keepsTheContract } from './contract.ts';

const jane = '+254722000111';

keepsTheContract(async (bot) => {
  const gateway = await startSmsGateway();
  const door = await serveRoutes(() => bot().routes);
  gateway.bot = door.url;
  const meet = (fault: (typeof gateway.next)[number]) => () => void gateway.next.push(fault);
  return {
    settings: { sms: gateway.settings },
    atMostOnce: true,
    async write(text) {
      expect((await gateway.write(jane, text))?.status).toBe(200);
    },
    arrived: () => gateway.sent.map(({ text }) => text),
    faults: {
      async repeated() {
        expect((await gateway.repeatLast()).status).toBe(200);
      },
      wait: meet({ status: 429, headers: { 'retry-after': '1' } }),
      broken: meet({ status: 500 }),
      refused: meet({ recipient: { statusCode: 403, status: 'InvalidPhoneNumber' } }),
      blocked: meet({ recipient: { statusCode: 406, status: 'UserInBlacklist' } }),
      unknown: meet('hang up'),
    },
    async close() {
      await door.close();
      await gateway.close();
    },
  };
});
