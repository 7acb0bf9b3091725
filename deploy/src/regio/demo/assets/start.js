// Keeps the figures current; without it the page shows those of the moment it was loaded.
async function refresh() {
  const answer = await fetch("/figures.json");
  if (!answer.ok) return;
  for (const [programme, figures] of Object.entries(await answer.json())) {
    const values = document.querySelectorAll(`dl[data-programme="${programme}"] dd`);
    Object.values(figures).forEach((count, at) => { if (values[at]) values[at].textContent = count; });
  }
}
setInterval(() => { if (!document.hidden) refresh().catch(() => {}); }, 3000);
