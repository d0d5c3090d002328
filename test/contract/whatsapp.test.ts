import { startStandIn } from '../fixtures/whatsapp.ts';
import { keepsTheContract } from './contract.ts';

const jane = '254722000111';

const unsaid =
  'WhatsApp says nothing of the kind: it takes a message, refuses it for good, or the line is down.';
const onTheSocket = 'The stand-in cannot; proved beside the adapter, by what is said to its socket.';

/** Longer than the first tries of the line to come back. */
const outageMs = 1500;

keepsTheContract(
  async () => {
    const whatsapp = await startStandIn();
    return {
      settings: { whatsapp: { standIn: whatsapp.url } },
      atMostOnce: false,
      write: (text) => whatsapp.say(jane, text),
      arrived: () => whatsapp.arrived.map(({ text }) => text),
      faults: {
        async broken() {
          await whatsapp.cable.pull();
          setTimeout(() => void whatsapp.cable.plugIn(), outageMs);
        },
      },
      close: whatsapp.close,
    };
  },
  { wait: unsaid, blocked: unsaid, repeated: onTheSocket, refused: onTheSocket, unknown: onTheSocket },
);
