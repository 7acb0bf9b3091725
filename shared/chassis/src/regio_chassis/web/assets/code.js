"use strict";
// Exchanges a code for a session. The code comes from the field or from the fragment of the address, which browsers
// never send; it is taken out of the address at once and leaves only in the body of a POST that somebody asked for.
(() => {
  const form = document.querySelector("form[data-exchange]");
  const field = form.querySelector("input");
  const said = document.querySelector("[role=status]");
  const given = /^#c=([0-9A-Za-z-]{12,20})$/.exec(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname);
  if (given) field.value = given[1];
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "Einen Augenblick …";
    const answer = await fetch(form.dataset.exchange, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: field.value }),
    }).catch(() => null);
    field.value = "";
    const texts = { 201: form.dataset.done, 429: form.dataset.often };
    said.textContent = (answer && texts[answer.status]) || form.dataset.failed;
    form.hidden = Boolean(answer && answer.status === 201);
  });
})();
