import { Hono } from 'hono';
import { editSettings } from '../../db/settings.ts';
import { allow } from '../auth/gate.ts';
import { showRefusal } from '../components/refusal.tsx';
import { firstTab, showSettings } from '../components/settings/settings-frame.tsx';
import { IspForm } from '../components/settings/settings-isp.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { ispForm, unknownZone } from '../forms/isp.ts';
import { say } from '../said.ts';

/** What the ISP is called, speaks and counts by. `/settings` leads to the first tab that its viewer may open. */
export function settingsPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editSettings');
  return new Hono<DeskEnv>()
    .get('/settings', (c) => leadToFirstTab(c))
    .get('/settings/isp', mayEdit, (c) => showIsp(c))
    .post('/settings/isp', mayEdit, by(save));
}

function leadToFirstTab(c: DeskContext): Response | Promise<Response> {
  const path = firstTab(c.var.viewer);
  return path ? c.redirect(path, 303) : showRefusal(c, 'forbidden');
}

async function save({ db }: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, ispForm);
  if (!data) return showIsp(c, form);
  const saved = await editSettings(db, data);
  if (saved !== 'ok') return showIsp(c, withErrors(form, { timeZone: unknownZone }));
  say(c, 'The settings are saved.');
  return c.redirect('/settings/isp', 303);
}

function showIsp(c: DeskContext, refused?: FormState): Response | Promise<Response> {
  const { ispName, language, timeZone, country } = c.var.settings;
  return showSettings(
    c,
    {
      title: 'ISP',
      tab: 'isp',
      hint: 'What is changed here holds at once, for the desk and the bot.',
      status: refused ? 422 : 200,
    },
    <IspForm
      form={refused ?? filledForm({ ispName, language, timeZone })}
      country={country}
      zone={timeZone}
    />,
  );
}
