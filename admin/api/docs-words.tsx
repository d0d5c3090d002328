import type { FC } from 'hono/jsx';

/** Words of the document: what stands between backticks is code. */
export const Marked: FC<{ text?: string }> = ({ text = '' }) => (
  <>{text.split('`').map((piece, index) => (index % 2 === 1 ? <code>{piece}</code> : piece))}</>
);

export const Prose: FC<{ text?: string }> = ({ text }) =>
  text ? (
    <p>
      <Marked text={text} />
    </p>
  ) : null;
