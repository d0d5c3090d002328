import type { FormState } from '../../forms/form.ts';
import { TextField } from '../fields.tsx';
import { Icon } from '../icon.tsx';

/** The two ways to link a number. Each posts and goes on to the page that shows what must be scanned or typed. */
export const LinkChoices = ({ form }: { form: FormState }) => (
  <div class="link-choices">
    <form method="post" action="/channels/whatsapp/link">
      <h3>With the phone’s camera</h3>
      <p class="hint">You have the phone in your hand, and this page on another screen.</p>
      <input type="hidden" name="by" value="qr" />
      <button class="btn" type="submit">
        <Icon name="qr-code" />
        Link by QR
      </button>
    </form>
    <form method="post" action="/channels/whatsapp/link" novalidate>
      <h3>With a code</h3>
      <p class="hint">This page is open on that very phone, or it has no camera.</p>
      <input type="hidden" name="by" value="code" />
      <TextField
        form={form}
        name="phone"
        label="Number of the phone"
        type="tel"
        inputmode="tel"
        autocomplete="tel"
        placeholder="0712 345 678"
      />
      <button class="btn" data-variant="outline" type="submit">
        <Icon name="link" />
        Link by code
      </button>
    </form>
  </div>
);

/** As the bot holds it; a test compares the two. */
export const mostNewChatsADay = 200;

/** What may come of linking a number; to be read before, and after. */
export const HonestWords = () => (
  <section class="card plain" aria-labelledby="honest-title">
    <h2 id="honest-title">
      <Icon name="triangle-alert" />
      What you should know
    </h2>
    <ul class="honest">
      <li>
        <strong>WhatsApp does not allow this.</strong> Karibu speaks as a linked device, through the library
        Baileys. That breaks WhatsApp’s terms: it may restrict or close the number, any day and for good.
      </li>
      <li>
        <strong>Take a number you can lose.</strong> Never the one that your customers know or your office
        lives by. What Karibu heard stays in Karibu; the number may not come back.
      </li>
      <li>
        <strong>Keep it warm.</strong> A real SIM that people have chatted with for some weeks. Leave WhatsApp
        on its phone, switched on, and open it now and then: a phone that is away for two weeks is unlinked.
      </li>
      <li>
        <strong>It writes slowly, and begins little.</strong> Karibu answers whoever wrote first, with pauses
        as a person makes, and writes to at most {mostNewChatsADay} new chats a day. What is over that waits
        for the next day.
      </li>
    </ul>
  </section>
);
