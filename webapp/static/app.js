// What every page needs: notices that can be closed, and signing in again without losing the page.
"use strict";

(() => {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-dismiss], [data-close]");
    if (!pressed) return;
    if (pressed.hasAttribute("data-close")) pressed.closest("dialog").close();
    else pressed.closest(".notice").remove();
  });

  // A session that is over: the answer says so in a header, and nothing on the page is replaced.
  document.addEventListener("signed-out", () => signInAgain());

  const dialog = () => document.getElementById("sign-in-again");

  function signInAgain() {
    const box = dialog();
    if (box && !box.open) box.showModal();
  }

  document.addEventListener("submit", async (event) => {
    if (!dialog() || event.target.closest("dialog") !== dialog()) return;
    event.preventDefault();
    const form = event.target;
    const told = form.querySelector(".trouble");
    const answer = await fetch("/sign-in", {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-Requested-With": "fetch" },
    });
    const session = answer.ok ? await fetch("/session") : null;
    if (!session || !session.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      told.textContent = page.querySelector(".trouble")?.textContent ?? "";
      told.hidden = false;
      return;
    }
    renew((await session.json()).csrf);
    form.querySelector("[type=password]").value = "";
    told.hidden = true;
    dialog().close();
  });

  // The new session's secret, wherever the old one stood.
  function renew(csrf) {
    document.body.dataset.csrf = csrf;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": csrf }));
    for (const field of document.querySelectorAll("input[name=csrf]")) field.value = csrf;
  }

  window.anslut = { csrf: () => document.body.dataset.csrf, signInAgain, renew };
})();
