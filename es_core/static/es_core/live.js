// Keeps the fragments of a page up to date. They are complete without it: this only replaces what has changed since.
// One socket a tab. It says what the page shows (token and hash) and at which position of the log the page was made;
// each frame is acknowledged, so that the server never has more than one under way.

const RETRY = [250, 500, 1000, 2000]; // milliseconds; the last one again and again
const SILENCE = 60_000; // the server speaks every 25 s: whoever hears nothing for so long has lost it
const FRESH = 1600;
const [FULL, FULL_FOR] = [4429, 30_000]; // the code for too many pages or messages
const ENDINGS = 2; // a new password ends the session under its old key; this browser may have it under a new one

const fragments = () => [...document.querySelectorAll("live-query[data-live]")];
const show = (state) => { document.documentElement.dataset.liveState = state; };
const say = (message) => { said++; socket.send(JSON.stringify(message)); };
const watched = new Map(); // token: the hash that the server knows this page by
let [socket, said] = [null, 0]; // and how many messages it has taken along
let [failures, endings, timer, heardAt, restsUntil] = [0, 0, 0, 0, 0];

function connect() {
  clearTimeout(timer);
  if (socket || Date.now() < restsUntil || !fragments().length) return;
  [heardAt, said] = [Date.now(), 0];
  const viewer = document.body.dataset.viewer ?? "";
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live?viewer=${viewer}`);
  socket.onopen = () => {
    watched.clear();
    show("live");
    subscribe();
  };
  socket.onmessage = (message) => receive(JSON.parse(message.data));
  socket.onclose = ({ code }) => {
    socket = null;
    if (code === 4401 && ++endings > ENDINGS) return show("ended");
    show(code === FULL ? "full" : navigator.onLine ? "reconnecting" : "offline");
    const wait = (code === FULL ? FULL_FOR : RETRY[Math.min(failures++, RETRY.length - 1)]) * (0.5 + Math.random());
    [timer, restsUntil] = [setTimeout(connect, wait), code === FULL ? Date.now() + wait / 2 : 0];
  };
}

function reconnect() {
  if (socket && Date.now() - heardAt >= SILENCE) {
    socket.onclose = null;
    socket.close();
    socket = null;
  }
  connect();
}

// After every swap of the page: what came, what went.
function subscribe() {
  if (socket?.readyState !== WebSocket.OPEN) return connect();
  const shown = new Map(fragments().map((each) => [each.dataset.live, each]));
  const watch = [...shown].filter(([token, each]) => watched.get(token) !== each.dataset.liveHash);
  const drop = [...watched.keys()].filter((token) => !shown.has(token));
  if (!watch.length && !drop.length) return;
  const at = watch.length ? Math.min(...watch.map(([, each]) => Number(each.dataset.liveAt))) : 0;
  watch.forEach(([token, each]) => watched.set(token, each.dataset.liveHash));
  drop.forEach((token) => watched.delete(token));
  say({ watch: watch.map(([token, each]) => [token, each.dataset.liveHash]), drop, at });
}

// `at`: a position that all is shown as of which the server knew of behind so many messages (`heard`) of this page.
function receive({ fragments: changed, at, heard }) {
  heardAt = Date.now();
  failures = endings = 0;
  if (at && heard === said) fragments().forEach((each) => watched.has(each.dataset.live) && (each.dataset.liveAt = at));
  if (!changed) return;
  for (const { token, hash, html } of changed) {
    watched.set(token, hash);
    for (const fragment of fragments().filter((each) => each.dataset.live === token)) {
      if (fragment.querySelector(".htmx-request")) continue; // it gets its own answer; then it is looked at again
      fragment.dataset.liveHash = hash;
      update(fragment, html ?? "");
    }
  }
  say({ ack: true });
}

function update(fragment, html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  showOwn(parsed.content);
  fragment.querySelectorAll(".fresh").forEach(calm);
  morphChildren(fragment, parsed.content);
  window.htmx?.process(fragment);
  fragment.dispatchEvent(new CustomEvent("live:updated", { bubbles: true }));
}

// What only one person may use comes packed; the server unpacks it in pages likewise.
function showOwn(root) {
  for (const own of root.querySelectorAll("template[data-mine]"))
    own.replaceWith(...(own.dataset.mine === document.body.dataset.viewer ? own.content.childNodes : []));
}

const dropped = (node) => [node.nextSibling, node.remove()][0];

// Equal nodes stay as they are, so that focus, selection, open menus and the reader's place survive.
function morphChildren(from, to) {
  for (const each of [...from.children]) if (each.id && !to.querySelector(`#${CSS.escape(each.id)}`)) each.remove();
  const keyed = new Map([...from.children].filter((each) => each.id).map((each) => [each.id, each]));
  const rest = [...to.childNodes];
  let [cursor, end] = [from.firstChild, null]; // what differs lies between them
  const last = () => (end ? end.previousSibling : from.lastChild);
  for (; cursor && rest.length && cursor.isEqualNode(rest[0]); cursor = cursor.nextSibling) rest.shift();
  for (; cursor !== end && rest.length && last().isEqualNode(rest.at(-1)); end = last()) rest.pop();
  for (const next of rest) {
    const match = keyed.get(next.id) ?? (cursor !== end && !cursor.id && !next.id && cursor.nodeName === next.nodeName ? cursor : null);
    while (keyed.has(next.id) && cursor !== match && cursor !== end && cursor.nodeName === "#text" && !cursor.data.trim()) cursor = dropped(cursor);
    if (!match) {
      from.insertBefore(next, cursor);
      highlight(next);
    } else {
      if (match === cursor) cursor = cursor.nextSibling;
      else from.insertBefore(match, cursor);
      morph(match, next);
    }
  }
  while (cursor !== end) cursor = dropped(cursor);
}

function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.data = to.data;
    if (to.data.trim()) highlight(from.parentElement);
    return;
  }
  if (from.nodeName === "TIME" && from.dateTime === to.dateTime) return; // its words are another script's
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && name !== "open") from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  morphChildren(from, to);
}

function highlight(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  node.classList.add("fresh");
  setTimeout(calm, FRESH, node);
}
// Without a trace: an empty attribute would make it another node than the server's.
const calm = (node) => { node.classList.remove("fresh"); if (!node.className) node.removeAttribute("class"); };

addEventListener("online", () => { heardAt = 0; reconnect(); }); // the old socket may hang on a line that is gone
addEventListener("offline", () => show("offline"));
addEventListener("pageshow", reconnect);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && reconnect());
for (const name of ["htmx:afterSettle", "htmx:afterRequest"]) document.addEventListener(name, subscribe);
setInterval(reconnect, SILENCE / 2);
connect();
