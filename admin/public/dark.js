// Dark follows the system. Basecoat knows dark by a class on the root. Loaded first and blocking, so it is no module.
{
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => document.documentElement.classList.toggle('dark', dark.matches);
  follow();
  dark.addEventListener('change', follow);
}
