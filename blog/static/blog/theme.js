// Light, dark or as the system has it. Loaded before the first paint, so that no page flashes in the other one.
{
  const root = document.documentElement;
  root.classList.add("js");
  const chosen = () => { try { return localStorage.getItem("theme") ?? "auto"; } catch { return "auto"; } };
  const show = () => {
    root.dataset.theme = chosen();
    for (const button of document.querySelectorAll("[data-theme-choice]"))
      button.ariaPressed = button.dataset.themeChoice === chosen();
  };
  show();
  addEventListener("DOMContentLoaded", show);
  addEventListener("click", ({ target }) => {
    if (!target.dataset?.themeChoice) return;
    try { localStorage.setItem("theme", target.dataset.themeChoice); } catch { return; }
    show();
  });
}
