/** The last requests that the bot made of LINE, newest first; read only while the drawer is open. */
import * as api from "./api.js";
import { h } from "./dom.js";
import { hourMinute } from "./time.js";
import { t } from "./words.js";

const KEPT = 60;

/** The list of requests in the drawer. */
export class Traffic {
  constructor(isOpen) {
    this.isOpen = isOpen;
    this.since = 0;
    this.rows = [];
    this.element = h("ul", { class: "traffic" }, h("li", { class: "hint" }, t("noTraffic")));
  }

  async refresh() {
    if (!this.isOpen() || this.busy) return;
    this.busy = true;
    const requests = await api.requests(this.since).catch(() => []);
    this.busy = false;
    if (!requests.length) return;
    this.since = Math.max(...requests.map((request) => request.n));
    this.rows = [...requests.slice(-KEPT).reverse().map(row), ...this.rows].slice(0, KEPT);
    this.element.replaceChildren(...this.rows);
  }
}

function row(request) {
  const good = request.status >= 200 && request.status < 300;
  return h("li", {}, h("details", {},
    h("summary", {}, h("time", {}, hourMinute(request.at)), h("b", {}, request.method),
      h("span", { class: "path" }, request.path.replace(/^\/v2\/bot/, "")),
      h("span", { class: good ? "status good" : "status bad", title: t(request.accepted ? "accepted" : "notAccepted") }, String(request.status ?? "–"))),
    h("pre", {}, JSON.stringify({ body: request.body, response: request.response }, null, 1))));
}
