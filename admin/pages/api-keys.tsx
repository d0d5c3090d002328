import { Hono } from 'hono';
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from '../../db/person/api-keys.ts';
import { allow } from '../auth/gate.ts';
import { Empty } from '../components/empty.tsx';
import { Icon } from '../components/icon.tsx';
import { showRefusal } from '../components/refusal.tsx';
import {
  ApiKeyForm,
  ApiKeysTable,
  NewKey,
  RevokeForm,
  WebsiteHelp,
} from '../components/settings/api-keys.tsx';
import { showSettings } from '../components/settings/settings-frame.tsx';
import { SheetLink } from '../components/sheet-link.tsx';
import { goOn, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, type Handler, serving } from '../desk.ts';
import { apiKeyForm } from '../forms/api-key.ts';
import { type FormState, filledForm, readForm } from '../forms/form.ts';
import { say } from '../said.ts';

const back = '/settings/api-keys';

/** The keys by which other programs call the API. One is shown once, in the answer that makes it. */
export function apiKeyPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editApiKeys');
  return new Hono<DeskEnv>()
    .use('/settings/api-keys/*', mayEdit)
    .get('/settings/api-keys', by(showKeys))
    .post('/settings/api-keys', by(makeKey))
    .get('/settings/api-keys/new', (c) => showForm(c, filledForm({ role: 'intake' })))
    .get('/settings/api-keys/:id/revocation', by(withKey(askToRevoke)))
    .post('/settings/api-keys/:id/revocation', by(withKey(revoke)));
}

async function showKeys({ db, publicUrl }: Desk, c: DeskContext): Promise<Response> {
  const keys = await listApiKeys(db);
  return showSettings(
    c,
    {
      title: 'API keys',
      tab: 'api-keys',
      hint: 'Other programs call Karibu with a key. Give each its own, so that one can be revoked alone.',
      acts: <NewKeyButton />,
    },
    <div class="stack">
      {keys.length > 0 ? (
        <ApiKeysTable keys={keys} zone={c.var.settings.timeZone} />
      ) : (
        <Empty icon="key-round" title="No key yet">
          <p>Make one when a program is to send leads in, or to read them. People need none: they sign in.</p>
          <NewKeyButton />
        </Empty>
      )}
      <WebsiteHelp publicUrl={publicUrl} />
    </div>,
  );
}

async function makeKey({ db }: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, apiKeyForm);
  if (!data) return showForm(c, form);
  const { key } = await createApiKey(db, data.name, data.role);
  return showSheet(c, { title: `Key for ${data.name}`, at: 'settings', back }, <NewKey value={key} />);
}

const askToRevoke = (_desk: Desk, c: DeskContext, key: ApiKey) =>
  showSheet(c, { title: 'Revoke this key?', at: 'settings', back }, <RevokeForm apiKey={key} />);

async function revoke({ db, keys }: Desk, c: DeskContext, key: ApiKey): Promise<Response> {
  await revokeApiKey(db, key.id);
  keys.forget();
  say(c, `${key.name} is revoked.`);
  return goOn(c, back);
}

const withKey =
  (answer: (desk: Desk, c: DeskContext, key: ApiKey) => Response | Promise<Response>): Handler =>
  async (desk, c) => {
    const id = c.req.param('id');
    const key = (await listApiKeys(desk.db)).find((it) => it.id === id);
    return key ? answer(desk, c, key) : showRefusal(c, 'missing');
  };

const NewKeyButton = () => (
  <SheetLink path="/settings/api-keys/new">
    <Icon name="plus" />
    New key
  </SheetLink>
);

const showForm = (c: DeskContext, form: FormState) =>
  showSheet(
    c,
    {
      title: 'New API key',
      at: 'settings',
      back,
      status: Object.keys(form.errors).length > 0 ? 422 : 200,
    },
    <ApiKeyForm form={form} />,
  );
