// What every page does beyond its own HTML: failed requests say so, nothing is sent twice, messages go away.
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
on("submit", (event) => { // forms of htmx drop a second one themselves (hx-sync)
  if (event.defaultPrevented) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));
// The editor notes which draft it sent; arriving at an article means that it was saved.
if (document.querySelector(".article-page")) localStorage.removeItem(sessionStorage.getItem("sent-draft"));
