// The page works without this file: forms post and it is loaded anew. With it, messages come and go in place.

const quickMs = 1000;
const calmMs = 5000;
const sleepyMs = 20_000;
const calmAfterMs = 60_000;
const sleepyAfterMs = 600_000;

const trouble = document.querySelector('#trouble');
let lastStir = Date.now();
let sending = false;

const thread = () => document.querySelector('#thread');
const lastLine = () => Number(thread().dataset.last);
const toEnd = () => document.querySelector('main').scrollTo({ top: 0 });

/** Adds what is new of a newer thread, so that a screen reader reads only that; one that came late adds nothing. */
function show(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('#thread');
  const shown = lastLine();
  if (!fresh || Number(fresh.dataset.last) <= shown) return;
  for (const old of thread().querySelectorAll('.welcome, .choices')) old.remove();
  for (const part of [...fresh.children]) if (!(Number(part.dataset.line) <= shown)) thread().append(part);
  thread().dataset.last = fresh.dataset.last;
  lastStir = Date.now();
  // The thread is laid out from its end, which is therefore where scrolling begins.
  toEnd();
}

async function send(form, button) {
  const message = new FormData(form, button);
  const text = form.querySelector('textarea');
  const buttons = [...document.querySelectorAll('form[data-chat] button')];
  sending = true;
  lastStir = Date.now();
  for (const each of buttons) each.disabled = true;
  try {
    const headers = { accept: 'text/vnd.karibu.thread' };
    const answer = await fetch(form.action, { method: 'POST', headers, body: new URLSearchParams(message) });
    const words = await answer.text();
    trouble.textContent = answer.ok ? '' : words;
    if (answer.ok) sent(text, words);
  } catch {
    trouble.textContent = document.body.dataset.away;
  } finally {
    sending = false;
    for (const each of buttons) each.disabled = false;
    text?.focus();
  }
}

function sent(text, html) {
  // The next words are a new message, even if they are the same. What failed keeps its key: it may have arrived.
  for (const key of document.querySelectorAll('input[name=key]'))
    key.value = `${Date.now()}-${Math.random()}`;
  if (text) {
    text.value = '';
    growToFit(text);
  }
  show(html);
}

async function look() {
  if (sending || document.hidden) return;
  const answer = await fetch(`/chat/thread?after=${lastLine()}`);
  if (answer.status === 200 && !sending) show(await answer.text());
}

function pause() {
  const idle = Date.now() - lastStir;
  if (idle > sleepyAfterMs) return sleepyMs;
  return idle > calmAfterMs ? calmMs : quickMs;
}

async function keepLooking() {
  try {
    await look();
  } catch {
    // Offline, or the server restarts: the next look tells.
  }
  setTimeout(keepLooking, pause());
}

function growToFit(text) {
  text.rows = Math.min(5, text.value.split('\n').length);
}

document.addEventListener('submit', (event) => {
  if (!event.target.matches('form[data-chat]')) return;
  event.preventDefault();
  if (!sending) send(event.target, event.submitter);
});

document.addEventListener('input', (event) => {
  if (event.target.matches('textarea')) growToFit(event.target);
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !event.target.matches('textarea'))
    return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener('visibilitychange', () => {
  lastStir = Date.now();
});

setTimeout(keepLooking, quickMs);
