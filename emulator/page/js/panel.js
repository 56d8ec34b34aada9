/** The drawer for whoever tests a bot: LINE's faults, webhook delivery, the quota, and the traffic. */
import * as api from "./api.js";
import { h, iconButton } from "./dom.js";
import { Traffic } from "./traffic.js";
import { t } from "./words.js";

const KINDS = { 500: "fault500", timeout_before: "faultTimeoutBefore", timeout_after: "faultTimeoutAfter", reset_before: "faultResetBefore", reset_after: "faultResetAfter", "429_rate": "fault429Rate", "429_quota": "fault429Quota", latency: "faultLatency", nonsense: "faultNonsense" };
const ENDPOINTS = { reply: "endpointReply", push: "endpointPush", "*": "endpointAll" };

const select = (label, words, props = {}) =>
  h("select", { "aria-label": label, ...props }, Object.entries(words).map(([value, word]) => h("option", { value }, t(word))));
const field = (label, input) => h("label", { class: "field-row" }, h("span", {}, label), input);
const number = (label, value, props) => h("input", { type: "number", "aria-label": label, value: String(value), ...props });

/** The drawer; hidden until asked for. */
export class Panel {
  constructor(desk) {
    this.desk = desk;
    this.list = [];
    this.traffic = new Traffic(() => !this.element.hidden);
    this.current = h("ul", { class: "fault-list" });
    this.wires = h("div", { class: "wires" });
    this.said = h("p", { class: "panel-said", role: "status" });
    this.element = h("aside", { class: "panel", hidden: true, "aria-label": t("panel") },
      h("div", { class: "panel-head" }, h("h2", {}, t("panel")), iconButton("close", t("close"), () => this.toggle())), this.said,
      h("section", {}, h("h3", {}, t("faults")), h("p", { class: "hint" }, t("faultsHint")), this.form(), this.current),
      h("section", {}, h("h3", {}, t("delivery")), this.wires),
      h("section", {}, h("h3", {}, t("quota")), this.quotaForm()),
      h("section", {}, h("h3", {}, t("traffic")), this.traffic.element));
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle());
  }

  toggle() {
    this.element.hidden = !this.element.hidden;
    this.desk.bar.panelButton.setAttribute("aria-expanded", String(!this.element.hidden));
    if (this.element.hidden) return this.desk.bar.panelButton.focus();
    this.refresh();
    this.traffic.refresh();
    return this.element.querySelector("button").focus();
  }

  form() {
    const endpoint = select(t("endpoint"), ENDPOINTS, { "data-do": "fault-endpoint" });
    const kind = select(t("kind"), KINDS, { "data-do": "fault-kind" });
    const count = number(t("times"), 1, { min: "1", placeholder: t("always"), "data-do": "fault-count" });
    const chance = number(t("probability"), 1, { min: "0", max: "1", step: "0.05" });
    const seconds = number(t("seconds"), 5, { min: "0", step: "0.5" });
    const read = () => ({ endpoint: endpoint.value, kind: kind.value, probability: Number(chance.value), count: count.value ? Number(count.value) : null, seconds: Number(seconds.value) });
    return h("div", { class: "fault-form" }, field(t("endpoint"), endpoint), field(t("kind"), kind),
      h("div", { class: "three" }, field(t("times"), count), field(t("probability"), chance), field(t("seconds"), seconds)),
      h("button", { class: "strong", "data-do": "add-fault", onclick: () => this.put([...this.list, read()]) }, t("addFault")));
  }

  async put(list) {
    await this.attempt(() => api.setFaults(list));
    await this.refresh();
  }

  async attempt(task) {
    try {
      this.said.textContent = "";
      return await task();
    } catch (error) {
      this.said.textContent = t("refused", { why: error.message });
      return null;
    }
  }

  async refresh() {
    const faults = await this.attempt(api.faults);
    this.list = (faults?.faults ?? []).filter((fault) => fault.count !== 0); // 0 is spent
    this.desk.bar.faults(this.list.length);
    this.current.replaceChildren(...(this.list.length ? this.list.map((fault, index) => this.row(fault, index)) : [h("li", { class: "hint" }, t("noFaults"))]));
    const webhook = await this.attempt(api.webhook);
    if (webhook && !this.wires.contains(document.activeElement)) this.drawWires(webhook);
  }

  row(fault, index) {
    const words = [t(ENDPOINTS[fault.endpoint] ?? "endpointAll"), t(KINDS[fault.kind] ?? "kind")];
    if (!ENDPOINTS[fault.endpoint]) words[0] = fault.endpoint;
    const often = fault.count === null || fault.count === undefined ? t("always") : t("timesN", { n: fault.count });
    const chance = fault.probability < 1 ? ` ${Math.round(fault.probability * 100)}%` : "";
    return h("li", {}, h("span", {}, words.join(" · "), h("small", {}, ` ${often}${chance}`)),
      iconButton("close", t("remove"), () => this.put(this.list.filter((_, one) => one !== index))));
  }

  drawWires(webhook) {
    const change = (fields) => this.attempt(() => api.setWebhook(fields)).then(() => this.refresh());
    const share = (name) => h("input", { type: "range", min: "0", max: "1", step: "0.05", value: String(webhook[name] ?? 0), "aria-label": t(name), onchange: (event) => change({ [name]: Number(event.target.value) }) });
    const again = h("input", { type: "checkbox", "data-do": "redelivery", checked: Boolean(webhook.redelivery), onchange: (event) => change({ redelivery: event.target.checked }) });
    this.wires.replaceChildren(
      h("p", { class: "hint" }, `${t("webhookTo")}: `, h("code", {}, webhook.url || t("webhookNone"))),
      field(t("redelivery"), again), field(t("duplicate"), share("duplicate")), field(t("reorder"), share("reorder")));
  }

  /** Shows the month's limit, unless somebody is changing it. */
  quota(limit) {
    if (document.activeElement !== this.limit) this.limit.value = limit ?? "";
  }

  quotaForm() {
    const limit = h("input", { type: "number", min: "0", "data-do": "quota", placeholder: t("unlimited"), "aria-label": t("quota") });
    const apply = async () => {
      await this.attempt(() => api.setQuota(limit.value === "" ? null : Number(limit.value)));
      this.desk.countSoon();
    };
    this.limit = limit;
    return h("div", { class: "quota-form" }, limit, h("button", { class: "soft", onclick: apply }, t("apply")));
  }
}
