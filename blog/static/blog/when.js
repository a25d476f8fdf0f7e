// Words for times, as the server's `ago` has them, kept true while the page stays open.
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

function words(moment) {
  const seconds = Math.floor((Date.now() - moment) / 1000);
  if (seconds <= -60 || seconds >= 7 * 86_400) return null;
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? [];
  if (!unit) return "just now";
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

function say(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const said = words(Date.parse(time.dateTime));
    if (said && time.textContent !== said) time.textContent = said;
  }
}

// Moments to come, to the minute, in the reader's own zone.
const local = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", hour12: false });
const inMyTime = (each) => { each.textContent = `${local.format(new Date(each.dataset.moment))} (your time)`; };
const sayMoments = (root) => root.querySelectorAll("[data-moment]").forEach(inMyTime);

sayMoments(document);
document.addEventListener("htmx:afterSwap", () => sayMoments(document));
document.addEventListener("live:updated", ({ target }) => say(target));
setInterval(() => say(document), 30_000);
