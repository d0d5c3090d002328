// What the page of leads does besides. Without this file boxes are ticked one by one, and lists close by their own button.

const live = () => document.getElementById('live');
const boxes = () => [...(live()?.querySelectorAll('[name="lead"]') ?? [])];

// What is ticked outlives a table that is put in anew, for the leads that are still in it.
let ticked = new Set();

function countTicks() {
  const all = boxes();
  const some = all.filter((box) => box.checked);
  ticked = new Set(some.map((box) => box.value));
  const words = document.getElementById('ticked');
  if (words) words.textContent = some.length > 0 ? `${some.length} ticked` : '';
  for (const page of document.querySelectorAll('.tick-page')) {
    page.checked = some.length > 0 && some.length === all.length;
    page.indeterminate = some.length > 0 && some.length < all.length;
  }
}

document.addEventListener('change', ({ target }) => {
  const isWholePage = target.matches('.tick-page');
  if (isWholePage) for (const box of boxes()) box.checked = target.checked;
  if (isWholePage || target.name === 'lead') countTicks();
});

document.addEventListener('htmx:after:settle', () => {
  for (const box of boxes()) if (ticked.has(box.value)) box.checked = true;
  countTicks();
  goOnFromChip();
});

// "On every page" was said of the view that it was said in.
document.addEventListener('htmx:before:history:update', () => {
  const every = live()?.querySelector('[name="every"]');
  if (every) every.checked = false;
});

// The chip that was pressed is gone: the keyboard goes on with the next one, or with the search.
let chipWasPressed = false;

function goOnFromChip() {
  if (!chipWasPressed || document.activeElement !== document.body) return;
  chipWasPressed = false;
  (document.querySelector('.chip') ?? document.getElementById('search'))?.focus({ preventScroll: true });
}

const openChoice = () => document.querySelector('.choice[open]');

document.addEventListener('click', ({ target }) => {
  const choice = openChoice();
  if (choice && !choice.contains(target)) choice.open = false;
  chipWasPressed = target.closest('.chip, .chip-clear, #show-all') !== null;
  const fold = target.closest('.fold');
  if (fold) fold.setAttribute('aria-expanded', String(fold.getAttribute('aria-expanded') !== 'true'));
});

document.addEventListener('keydown', ({ key }) => {
  const choice = key === 'Escape' ? openChoice() : null;
  if (!choice) return;
  choice.open = false;
  choice.querySelector('summary').focus();
});
