/** The bar at the top of the page: what was free, what was billed, and the page's own buttons. */
import { h, icon } from "./dom.js";
import { switchLanguage, t } from "./words.js";

/** The top bar and, on narrow screens, the tabs that go from phone to phone. */
export class TopBar {
  constructor(desk) {
    this.desk = desk;
    this.light = h("span", { class: "light", role: "status" });
    this.sums = h("dl", { class: "sums" });
    this.faultCount = h("span", { class: "fault-count", hidden: true });
    this.panelButton = h("button", { class: "bar-button", "data-do": "panel", "aria-expanded": "false", onclick: () => desk.panel.toggle() }, icon("warn", 17), h("span", {}, t("panel")), this.faultCount);
    this.element = h("header", { class: "top-bar" },
      h("img", { src: "/emulator/page/icon.svg", alt: "", width: "28", height: "28" }),
      h("h1", {}, "Enishi ", h("span", {}, "LINE emulator")), this.light, this.sums,
      this.panelButton,
      h("button", { class: "bar-button", "data-do": "reset", onclick: () => this.reset() }, icon("reset", 17), h("span", {}, t("reset"))),
      h("button", { class: "bar-button", "data-do": "page-language", lang: "mul", onclick: switchLanguage }, icon("globe", 17), h("span", {}, t("otherLanguage"))));
    this.tabs = h("nav", { class: "tabs" }, desk.phones.map((phone) =>
      h("button", { onclick: () => phone.element.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" }) }, t(phone.role))));
    this.watchTabs();
    this.live(false);
  }

  /** On narrow screens the tab of the phone in view is marked. */
  watchTabs() {
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const tab = this.tabs.children[this.desk.phones.findIndex((phone) => phone.element === target)];
        tab.setAttribute("aria-current", String(isIntersecting));
      }
    }, { threshold: 0.6 });
    this.desk.phones.forEach((phone) => seen.observe(phone.element));
  }

  live(on) {
    this.light.classList.toggle("on", on);
    this.light.textContent = t(on ? "connected" : "reconnecting");
  }

  /** Shows the ledger. */
  count(ledger) {
    const sum = (field, ...kinds) => kinds.reduce((total, kind) => total + (ledger[kind]?.[field] ?? 0), 0);
    const billed = sum("billed", "push", "multicast", "narrowcast", "broadcast");
    const left = typeof ledger.quota === "number" ? t("count", { n: Math.max(0, ledger.quota - (ledger.used ?? 0)) }) : t("unlimited");
    this.sums.replaceChildren(
      entry("free", t("free"), t("count", { n: sum("messages", "reply") })),
      entry(billed ? "billed some" : "billed", t("billed"), t("count", { n: billed })),
      entry("left", t("left"), left));
  }

  faults(count) {
    this.faultCount.hidden = !count;
    this.faultCount.textContent = String(count);
  }

  async reset() {
    if (window.confirm(t("resetAsk"))) await this.desk.reset();
  }
}

const entry = (kind, name, value) => h("div", { class: kind, title: name }, h("dt", {}, name), h("dd", {}, value));
