// The editor: tags as pills, a preview beside the text, a draft kept in this browser.
const form = document.getElementById("editor");
const { title, description, body, tag, version } = form.elements;
body.autocomplete = "off"; // the draft brings back the whole form, a browser after going back this field alone
const pills = document.getElementById("tags");
const tags = () => [...pills.querySelectorAll("input")].map((input) => input.value);
const typed = () => tag.value.split(",").map((name) => name.trim()).filter(Boolean); // no pills yet

function addTags(names) {
  for (const name of names) {
    if (tags().includes(name)) continue;
    const pill = document.getElementById("tag-pill").content.firstElementChild.cloneNode(true);
    pill.prepend(name);
    pill.querySelector("i").ariaLabel = `Remove ${name}`;
    pill.querySelector("input").value = name;
    pills.append(pill);
  }
  tag.value = "";
}

function removeTag(pill) {
  pill?.remove();
  tag.focus();
  later();
}

addTags(typed());
pills.addEventListener("click", ({ target }) => { if (target.closest("i")) removeTag(target.closest(".tag-pill")); });
form.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.isComposing || target === body || target.closest("button")) return;
  if (key === "Enter" || (key === "," && target === tag)) event.preventDefault(); // a line is done, not the article
  if (target.closest("i") && ["Enter", " ", "Delete", "Backspace"].includes(key)) removeTag(target.closest(".tag-pill"));
  else if (target === tag && event.defaultPrevented) { addTags(typed()); later(); }
  else if (target === tag && key === "Backspace" && !tag.value) removeTag(pills.lastElementChild);
  else if (key === "Enter") (target === title ? description : body).focus();
});

// The preview
const toggle = document.getElementById("preview-toggle");
const preview = () => { if (toggle.ariaPressed === "true") htmx.trigger("#preview", "preview"); };
toggle.addEventListener("click", () => {
  toggle.ariaPressed = document.querySelector(".editor-page").classList.toggle("previewing");
  preview();
});

// The time to appear. The form speaks UTC; its author reads and writes the time of their own clock.
const publishOn = form.elements.publish_on ?? { value: "" };
if (publishOn.value) {
  const moment = new Date(`${publishOn.value}Z`);
  publishOn.value = new Date(moment - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
const zone = document.getElementById("publish-on-zone");
if (zone) zone.textContent = `In your time (${Intl.DateTimeFormat().resolvedOptions().timeZone}).`;
const publish = document.getElementById("publish");
const sayWhatIsDone = () => { publish.textContent = `${publishOn.value ? "Schedule" : "Publish"} Article`; };
form.addEventListener("input", sayWhatIsDone);
form.addEventListener("formdata", ({ formData }) => {
  if (publishOn.value) formData.set("publish_on", new Date(publishOn.value).toISOString().slice(0, 16));
});

// The draft
const slot = `draft:${form.dataset.draft}`;
const [state, notice] = ["draft-state", "draft-notice"].map((id) => document.getElementById(id));
const isBound = form.hasAttribute("data-bound");
const texts = () => [title.value, description.value, body.value, publishOn.value];
const read = () => ({ texts: texts(), tags: [...tags(), ...typed()], version: version.value });
const same = (a, b) => JSON.stringify([a.texts, a.tags]) === JSON.stringify([b.texts, b.tags]);
const served = read();
const draft = isBound ? null : JSON.parse(localStorage.getItem(slot));
let waiting = 0;

function keep() {
  waiting = clearTimeout(waiting);
  const isKept = isBound || !same(read(), served);
  try {
    if (isKept) localStorage.setItem(slot, JSON.stringify(read()));
    else localStorage.removeItem(slot);
    state.textContent = isKept ? "Draft kept in this browser" : "";
  } catch { state.textContent = "This browser has no room for a draft"; }
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(() => { keep(); preview(); }, 400);
}

function fill(kept) {
  [title.value, description.value, body.value, publishOn.value = ""] = kept.texts;
  version.value = kept.version; // an older one lets the server tell what happened since
  pills.replaceChildren();
  addTags(kept.tags);
  sayWhatIsDone();
  later();
}

function offer(text, action, kept) {
  const [words, button] = notice.children;
  [words.textContent, button.textContent] = [text, action];
  button.onclick = () => { notice.hidden = true; fill(kept); };
  notice.hidden = false;
}

if (draft && !same(draft, served) && draft.version === served.version) {
  fill(draft);
  offer("You wrote this here before and did not publish it.", "Start over", served);
} else if (draft && !same(draft, served)) offer("This browser keeps an older draft of this article.", "Show the draft", draft);
form.addEventListener("input", later);
form.addEventListener("submit", () => sessionStorage.setItem("sent-draft", slot)); // site.js drops it once it is saved
addEventListener("pagehide", () => { if (waiting) keep(); });
document.querySelector("[data-discard-draft]")?.addEventListener("click", () => {
  waiting = clearTimeout(waiting);
  localStorage.removeItem(slot);
});
