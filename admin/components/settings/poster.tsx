import { channelFacts } from '../../../domain/channel.ts';
import type { Language } from '../../../domain/person.ts';
import { displayPhone, type Phone } from '../../../domain/phone.ts';
import type { ChatLink } from '../../chat-links.ts';
import { Icon } from '../icon.tsx';
import { QrCode } from '../qr-code.tsx';

/** What stands on a poster, for people in the street. */
const words: Record<Language, { title: string; how: string; browser: string; ask(name: string): string }> = {
  en: {
    title: 'Fast internet for your home',
    how: 'Scan with your phone, answer a few questions, and we call you.',
    browser: 'Any browser',
    ask: (name) => `Or ask ${name}`,
  },
  sw: {
    title: 'Intaneti ya kasi nyumbani kwako',
    how: 'Skani kwa simu yako, jibu maswali machache, nasi tutakupigia.',
    browser: 'Kivinjari chochote',
    ask: (name) => `Au muulize ${name}`,
  },
};

interface Props {
  isp: string;
  language: Language;
  agent: { name: string; phone: Phone | null };
  links: readonly ChatLink[];
}

/** One sheet of paper: a code for each way into the chat. */
export const Poster = ({ isp, language, agent, links }: Props) => (
  <article class="poster" lang={language}>
    <p class="poster-isp">
      <span class="brand-mark">
        <Icon name="door-open" />
      </span>
      {isp}
    </p>
    <h2>{words[language].title}</h2>
    <p class="poster-how">{words[language].how}</p>
    <ul>
      {links.map(({ label, link }) => (
        <li>
          <QrCode text={link} label={`${label}: ${link}`} />
          <p>{label === channelFacts.web.name ? words[language].browser : label}</p>
        </li>
      ))}
    </ul>
    <p class="poster-ask">
      {words[language].ask(agent.name)}
      {agent.phone && <strong>{displayPhone(agent.phone)}</strong>}
    </p>
  </article>
);
