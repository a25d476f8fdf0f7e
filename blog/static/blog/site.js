// What every page does beyond its own HTML: failed requests say so, messages go away.
const REASONS = {
  403: "That was not accepted. This page may have been open too long: copy what you typed, reload, and try again.",
  404: "That is not there any more. Reload the page to see what is.",
  409: "That was changed or sent meanwhile. Reload the page to see it.",
  other: "Something broke on our side. Try again in a moment; what you typed is still here.",
};
const trouble = document.getElementById("trouble");
const on = (name, act) => document.addEventListener(name, act);

function tell(text) {
  const message = document.getElementById("trouble-message").content.cloneNode(true);
  message.querySelector("p").textContent = text;
  trouble.replaceChildren(message);
}

on("htmx:beforeRequest", () => trouble.replaceChildren());
for (const name of ["htmx:sendError", "htmx:timeout"])
  on(name, () => tell("That did not reach us. Check the connection and try again; what you typed is still here."));
on("htmx:responseError", ({ detail }) => tell(REASONS[detail.xhr.status] ?? REASONS.other));
on("htmx:beforeSwap", ({ detail }) => {
  const asked = new URL(detail.pathInfo.requestPath, location.href).pathname;
  const answered = new URL(detail.xhr.responseURL, location.href);
  if (answered.pathname === asked) return;
  detail.shouldSwap = false; // led elsewhere, to the sign-in page for one: go there whole
  location.assign(answered);
});
on("click", ({ target }) => target.closest("[data-dismiss]")?.closest(".message").remove());
on("keydown", ({ key }) => { if (key === "Escape") [...document.querySelectorAll(".message")].at(-1)?.remove(); });
// Counts say aloud that they changed, in one quiet place: their own is within buttons.
on("live:updated", ({ target }) => {
  const { announce } = target.dataset;
  if (announce) document.getElementById("announcement").textContent = `${announce}: ${target.textContent.trim()}`;
});
// Where a picture does not load, its person's initial shows.
const missing = (picture) => picture.closest?.(".avatar")?.classList.add("without-picture");
addEventListener("error", ({ target }) => missing(target), true);
[...document.images].filter((picture) => picture.complete && !picture.naturalWidth).forEach(missing);
// The editor notes which draft it sent. The page that answers tells whether it was saved: an article says yes, the
// form shown once more to be sent again leaves it open, any other says no.
if (document.querySelector(".article-page")) localStorage.removeItem(sessionStorage.getItem("sent-draft"));
if (!document.querySelector(".sent-fields")) sessionStorage.removeItem("sent-draft");
