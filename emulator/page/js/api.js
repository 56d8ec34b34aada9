/** The only door to the server: the emulator's control API and its event stream. */

/** What the server refused, in its own words. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused(0, "offline");
  }
  const text = await response.text();
  const answer = parse(text);
  if (!response.ok) throw new Refused(response.status, answer?.message ?? `HTTP ${response.status}`);
  return answer;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const user = (id, tail) => `/emulator/users/${encodeURIComponent(id)}${tail}`;

export const users = () => call("GET", "/emulator/users");
export const addUser = (fields) => call("POST", "/emulator/users", fields);
export const changeUser = (id, fields) => call("PATCH", user(id, ""), fields);
export const chat = (id) => call("GET", user(id, "/chat"));
export const follow = (id) => call("POST", user(id, "/follow"), {});
export const block = (id) => call("POST", user(id, "/block"), {});
export const send = (id, message) => call("POST", user(id, "/send"), { message });
export const sendTogether = (id, messages) => call("POST", user(id, "/send"), { messages });
export const tap = (id, fields) => call("POST", user(id, "/tap"), fields);
export const unsend = (id, messageId) => call("POST", user(id, "/unsend"), { messageId });
export const event = (id, fields) => call("POST", user(id, "/event"), fields);
export const read = (id) => call("POST", user(id, "/read"), {});
export const ledger = () => call("GET", "/emulator/ledger");
export const faults = () => call("GET", "/emulator/faults");
export const setFaults = (list) => call("PUT", "/emulator/faults", { faults: list });
export const webhook = () => call("GET", "/emulator/webhook");
export const setWebhook = (fields) => call("PUT", "/emulator/webhook", fields);
export const setQuota = (limit) => call("PUT", "/emulator/quota", { limit });
export const requests = async (since) => (await call("GET", `/emulator/requests?since=${since}`)).requests;
export const reset = () => call("POST", "/emulator/reset", {});

/** The address that opens `url` in a tab as if tapped on that user's phone. */
export const openAddress = (id, url) =>
  `/emulator/open?user=${encodeURIComponent(id)}&url=${encodeURIComponent(url)}`;

/** Listens to the event stream for ever; `onState` hears whether it is connected. */
export function listen(onEvent, onState) {
  let delay = 500;
  const connect = () => {
    const source = new EventSource("/emulator/stream");
    source.onopen = () => {
      delay = 500;
      onState(true);
    };
    source.onmessage = (event) => onEvent(parse(event.data) ?? {});
    source.onerror = () => {
      onState(false);
      source.close();
      setTimeout(connect, delay);
      delay = Math.min(delay * 2, 8000);
    };
  };
  connect();
}
