/** Small enough to be read with the page; a file of its own, because the policy allows no inline style. */
export const docsStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; }
code { font: 0.9em ui-monospace, monospace; }
details { border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 0.5rem; margin: 0.5rem 0; padding: 0.5rem 1rem; overflow-x: auto; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5em; }
table { border-collapse: collapse; margin: 0.75rem 0; font-size: 0.9rem; }
caption { text-align: left; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 1rem 0.2rem 0; font-weight: normal; }
th { white-space: nowrap; }
`;
