/** Where a message came from. `web` is the chat page. The fourth and fifth mouths (WhatsApp, SMS) are named already. */
export const channels = ['telegram', 'whatsapp', 'sms', 'web'] as const;
export type Channel = (typeof channels)[number];
