// The page to try GraphQL on: runs what is written, and shows each answer; a subscription goes on until it is stopped.
const form = document.getElementById("graphql");
const [result, stop] = [document.getElementById("result"), document.getElementById("stop")];
const field = (name) => form.elements[name].value.trim();
const show = (answer) => { result.textContent = typeof answer === "string" ? answer : JSON.stringify(answer, null, 2); };
let socket;

function asked() {
  const variables = field("variables") ? JSON.parse(field("variables")) : {};
  return { query: field("query"), variables };
}

async function ask(operation) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  if (field("token-password")) headers.Authorization = `Token ${field("token-password")}`;
  const response = await fetch(form.action, { method: "POST", headers, body: JSON.stringify(operation), credentials: "omit" });
  show(await response.json());
}

function follow(operation) {
  const url = new URL(form.action);
  url.protocol = url.protocol.replace("http", "ws");
  const opened = (socket = new WebSocket(url, "graphql-transport-ws"));
  const say = (message) => opened.send(JSON.stringify(message));
  const token = field("token-password");
  opened.onopen = () => say({ type: "connection_init", payload: token ? { Authorization: `Token ${token}` } : {} });
  opened.onclose = ({ reason }) => {
    if (opened !== socket) return;
    stop.hidden = true;
    if (reason) show(`The site ended this: ${reason}`);
  };
  opened.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === "connection_ack") say({ id: "1", type: "subscribe", payload: operation });
    if (message.type === "ping") say({ type: "pong" });
    if (message.type === "next") show(message.payload);
    if (message.type === "error") show({ errors: message.payload });
    if (message.type === "complete" || message.type === "error") opened.close();
  };
  stop.hidden = false;
  show("Following …");
}

stop.addEventListener("click", () => socket.close());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  socket?.close();
  socket = undefined;
  stop.hidden = true;
  try {
    const operation = asked();
    if (/^\s*subscription\b/m.test(operation.query)) follow(operation);
    else await ask(operation);
  } catch (error) {
    show(error instanceof SyntaxError ? "The variables must be JSON." : "That did not reach us. Check the connection and try again.");
  }
});
