/** Small enough to be read with the page; a file of its own, because the policy allows no inline style. */
export const docsStyle = `
:root {
  color-scheme: light dark;
  --accent: light-dark(#0f766e, #2dd4bf);
  --ground: light-dark(#f6f8f8, #0c1413);
  --card: light-dark(#ffffff, #16211f);
  --ink: light-dark(#14201e, #e7efed);
  --quiet: light-dark(#556562, #9bacaa);
  --line: light-dark(#d8e2e0, #2c3b37);
  --code: light-dark(#eef3f2, #0f1817);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); scroll-padding-top: 1rem; }
body { margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; overflow-wrap: break-word; }
h1 { margin: 0 0 1rem; font-size: clamp(1.8rem, 6vw, 2.4rem); line-height: 1.15; letter-spacing: -0.02em; }
h2 { margin: 2.75rem 0 0.75rem; font-size: 1.3rem; }
p { max-width: 44rem; margin: 0.75rem 0; }
a { color: var(--accent); text-underline-offset: 0.2em; }
code, pre { font: 0.9em/1.5 ui-monospace, "Cascadia Code", Menlo, monospace; }
p code, td code { padding: 0.1em 0.3em; border-radius: 0.3rem; background: var(--code); }
pre { margin: 1rem 0; padding: 0.9rem 1.1rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
nav a { display: block; padding: 0.5rem 1rem; border: 1px solid var(--line); border-radius: 2rem; background: var(--card); text-decoration: none; }
details { margin: 0.6rem 0; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); }
summary { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.75rem; min-height: 3rem; padding: 0.6rem 1rem; border-radius: 0.75rem; cursor: pointer; }
summary::after { width: 0.5rem; height: 0.5rem; margin-left: auto; border: solid var(--quiet); border-width: 0 2px 2px 0; content: ""; transform: rotate(45deg); }
details[open] > summary::after { transform: rotate(-135deg); }
summary code { font-weight: 600; overflow-wrap: anywhere; }
summary span { color: var(--quiet); }
summary b { min-width: 4.4em; padding: 0.15rem 0.5rem; border-radius: 0.4rem; font-size: 0.8rem; letter-spacing: 0.03em; text-align: center; }
.get { background: light-dark(#e0effe, #0d2c4a); color: light-dark(#0b4f8a, #9ccbf7); }
.post { background: light-dark(#dcf5e7, #0e3524); color: light-dark(#12633c, #8fe0b5); }
.put { background: light-dark(#fdf0d5, #3b2a08); color: light-dark(#7a4b00, #f4cf87); }
.delete { background: light-dark(#fde7e5, #421a17); color: light-dark(#9c1f14, #fba79f); }
details > :not(summary) { margin-left: 1rem; margin-right: 1rem; }
table { width: calc(100% - 2rem); margin: 1rem 0; border-collapse: collapse; font-size: 0.92rem; }
td table { width: 100%; margin: 0; }
caption { padding-bottom: 0.3rem; color: var(--quiet); font-size: 0.8rem; font-weight: 600; letter-spacing: 0.05em; text-align: left; text-transform: uppercase; }
th, td { padding: 0.5rem 1rem 0.5rem 0; border-top: 1px solid var(--line); font-weight: normal; text-align: left; vertical-align: top; }
th { white-space: nowrap; }
th code { font-weight: 600; }
td table tr:first-child > * { padding-top: 0; border-top: 0; }
small { color: var(--quiet); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 40rem) {
  summary span { flex-basis: 100%; order: 1; }
  table, tbody, tr, th, td, caption { display: block; }
  tr { padding: 0.6rem 0; border-top: 1px solid var(--line); }
  th, td { padding: 0.1rem 0; border: 0; white-space: normal; }
  td:empty { display: none; }
}
`;
