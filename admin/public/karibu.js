// What HTML and htmx do not do by themselves. Every page works without this file.

const host = document.getElementById('dialog');

// A sheet that htmx has put into its place is opened as a modal dialog.
if (host) {
  new MutationObserver(() => {
    const sheet = host.querySelector('dialog:not([open])');
    if (sheet instanceof HTMLDialogElement) open(sheet);
  }).observe(host, { childList: true });
}

// What opened the sheet. The page below may be put anew meanwhile, and what stands in its place is found again.
let opener = null;

const openerAgain = ({ element, id, href }) =>
  [
    element,
    id && document.getElementById(id),
    href && document.querySelector(`a[href="${CSS.escape(href)}"]`),
  ].find((it) => it?.isConnected);

function open(sheet) {
  const element = document.activeElement;
  opener = { element, id: element?.id, href: element?.getAttribute('href') };
  sheet.showModal();
  firstField(sheet)?.focus();
  sheet.addEventListener('close', () => {
    const wasConverting = sheet.querySelector('.conversion') !== null;
    sheet.remove();
    // A status that was chosen but not saved goes back to what it is.
    for (const form of document.querySelectorAll('form[data-forget]')) form.reset();
    if (wasConverting) htmx.trigger(document.body, 'leadChanged');
  });
  // A press on the ground around it.
  sheet.addEventListener('mousedown', (event) => {
    if (event.target === sheet && isOutside(sheet, event)) sheet.close();
  });
}

// A page whose form was refused: to what is wrong, wherever the page would begin otherwise.
document.querySelector('main [aria-invalid="true"]')?.focus();

const firstField = (sheet) =>
  sheet.querySelector('[aria-invalid="true"], [autofocus]') ??
  sheet.querySelector('form :is(input:not([type="hidden"]), select, textarea)');

function isOutside(sheet, { clientX, clientY }) {
  const { left, right, top, bottom } = sheet.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

// The work of a sheet is done.
document.addEventListener('sheetDone', ({ detail }) => {
  host?.querySelector('dialog')?.close();
  htmx.trigger(document.body, 'leadChanged');
  say(detail.words);
});

document.addEventListener('click', (event) => {
  const near = (selector) => event.target.closest(selector);
  const way = near('[data-close]');
  const sheet = way?.closest('dialog[open]');
  if (sheet) {
    event.preventDefault();
    sheet.close();
  }
  // To a place on the page below.
  if (near('dialog a[href*="#"]')?.pathname === location.pathname) host.querySelector('dialog').close();
  const shower = near('[data-show]');
  if (shower) showSecret(shower);
  const copier = near('[data-copy]');
  if (copier) copy(copier);
  near('[data-select-all]')?.select();
  if (near('[data-print]')) print();
});

// A list that saves what is chosen in it. By mouse, or with Enter in the open list, it is chosen at once; what the arrow
// keys pass by in a closed list is only tried on, until Enter or until one leaves it.
let lastKey = null;
let tried = null;

const choose = (list) => {
  tried = null;
  list.dispatchEvent(new Event('chosen', { bubbles: true }));
};

document.addEventListener('pointerdown', () => {
  lastKey = null;
});

document.addEventListener('keydown', ({ key, target }) => {
  lastKey = key;
  if (!tried || target !== tried) return;
  if (key === 'Enter') choose(tried);
  if (key === 'Escape') tried.form.reset();
  if (key === 'Enter' || key === 'Escape') tried = null;
});

document.addEventListener('change', ({ target }) => {
  if (!target.matches('select[data-choose]')) return;
  if (lastKey === null || lastKey === 'Enter' || lastKey === ' ') choose(target);
  else tried = target;
});

document.addEventListener('focusout', ({ target }) => {
  if (target === tried) choose(target);
});

// A name that is chosen from a list brings what is known of it into another field; what somebody wrote there stays.
document.addEventListener('input', ({ target }) => {
  const { fills } = target.list?.dataset ?? {};
  if (!fills) return;
  const known = [...target.list.options].filter(({ value }) => value === target.value);
  const field = document.getElementById(fills);
  const mayFill = field.value === '' || field.value === field.dataset.filled;
  if (known.length !== 1 || !mayFill) return;
  field.value = known[0].dataset.fill ?? '';
  field.dataset.filled = field.value;
});

function showSecret(button) {
  const field = document.getElementById(button.dataset.show);
  const shown = field.type === 'password';
  field.type = shown ? 'text' : 'password';
  button.setAttribute('aria-pressed', String(shown));
  button.setAttribute('aria-label', shown ? 'Hide the password' : 'Show the password');
}

async function copy(button) {
  const from = document.getElementById(button.dataset.copy);
  const text = from.value ?? from.textContent;
  try {
    await navigator.clipboard.writeText(text);
    say('Copied.');
  } catch {
    // Without https a browser has no clipboard: the text is marked instead, to be copied by hand.
    getSelection()?.selectAllChildren(from);
    from.select?.();
    say('Marked. Press Ctrl+C to copy.');
  }
}

function say(words) {
  const place = document.getElementById('said');
  const line = document.createElement('p');
  line.textContent = words;
  // Inside an open dialog, because nothing else is above one.
  (document.querySelector('dialog[open]') ?? place).append(line);
  if (line.parentElement !== place) line.className = 'said-here';
  setTimeout(() => line.remove(), 6000);
}

// What had the focus may be gone with what was put anew: a form that was refused leads to what is wrong, a sheet that goes
// on to show the way to its foot, a page below a closed sheet to what opened it.
document.addEventListener('htmx:after:settle', () => {
  const sheet = host?.querySelector('dialog[open]');
  const wrong = sheet?.querySelector('[aria-invalid="true"]');
  if (wrong) return wrong.focus();
  if (document.activeElement !== document.body) return;
  if (sheet) sheet.querySelector('.sheet-foot [data-close]')?.focus();
  else if (opener) openerAgain(opener)?.focus();
});

// Whoever goes on from there needs no leading back.
for (const act of ['keydown', 'pointerdown'])
  document.addEventListener(act, () => {
    if (!host?.querySelector('dialog[open]')) opener = null;
  });

const refusals = {
  401: 'You are signed out.',
  403: 'Your role does not allow this.',
  404: 'This is not there any more.',
  429: 'Too many attempts. Wait a little.',
};

document.addEventListener('htmx:response:error', ({ detail }) => {
  const { status } = detail.ctx.response;
  if (status === 422 || isPoll(detail.ctx)) return;
  say(refusals[status] ?? 'That did not work. Please try again.');
});

document.addEventListener('htmx:error', ({ detail }) => {
  if (detail.ctx && !isPoll(detail.ctx)) say('Karibu cannot be reached just now.');
});

// A poll asks again by itself; it need not complain.
const isPoll = ({ sourceElement }) => sourceElement?.getAttribute('hx-trigger')?.startsWith('every');

// A page that nobody looks at asks nothing.
document.addEventListener('htmx:before:request', (event) => {
  if (document.hidden && isPoll(event.detail.ctx)) event.preventDefault();
});

// How long a message has become, where it is paid for by its length or has nearly reached its end.
document.addEventListener('input', ({ target }) => {
  const place = target.id && document.querySelector(`[data-counts="${target.id}"]`);
  if (!place) return;
  const { length } = target.value;
  const part = Number(place.dataset.part);
  const left = target.maxLength - length;
  place.toggleAttribute('data-full', left === 0);
  place.textContent =
    part && length > 0
      ? `${length} of ${target.maxLength} characters, ${length <= part ? 'one SMS' : `${Math.ceil(length / (part - 7))} SMS`}.`
      : left >= 0 && left <= 200
        ? `${left} characters left.`
        : '';
});
