/** The desk: three phones, the bar above them, and the stream that keeps them up to date. */
import * as api from "./api.js";
import { h, settled } from "./dom.js";
import { Panel } from "./panel.js";
import { Phone } from "./phone.js";
import { TopBar } from "./topbar.js";
import { pageLanguage, t } from "./words.js";

const ROLES = ["student", "advisor", "admin"];
const KEY = "emulator.phones";

class Desk {
  constructor() {
    this.users = [];
    this.account = { name: t("account") };
    this.phones = ROLES.map((role) => new Phone(this, role));
    this.panel = new Panel(this);
    this.bar = new TopBar(this);
    this.row = h("main", { class: "desk" }, this.phones.map((phone) => phone.element));
    this.usersSoon = settled(() => this.loadUsers(), 30);
    this.countSoon = settled(() => this.count(), 250);
  }

  async start() {
    document.documentElement.lang = pageLanguage();
    document.body.append(this.bar.element, this.bar.tabs, this.row, this.panel.element);
    api.listen((event) => this.hear(event), (live) => this.connected(live));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.refresh());
    await this.refresh();
  }

  connected(live) {
    this.bar.live(live);
    if (live && this.wasLive === false) this.refresh();
    this.wasLive = live;
  }

  async refresh() {
    await this.loadUsers();
    this.phones.forEach((phone) => phone.refreshSoon());
    this.countSoon();
    this.panel.refresh();
  }

  hear({ user, kind }) {
    if (kind === "faults") this.panel.refresh();
    if (kind === "users" || kind === "user" || !user) this.usersSoon();
    for (const phone of this.phones) if (!user || phone.user?.userId === user) phone.refreshSoon();
    this.countSoon();
  }

  async loadUsers() {
    try {
      await this.readUsers();
    } catch {
      return;
    }
    const kept = stored();
    for (const phone of this.phones) {
      const user = this.find(phone.user?.userId) ?? this.find(kept[phone.role]) ?? this.firstFree(phone.role);
      if (user) await phone.hold(user);
    }
    this.phones.forEach((phone) => phone.owner.update());
  }

  async readUsers() {
    const answer = await api.users();
    this.users = answer.users;
    if (answer.account) this.account = answer.account;
  }

  find(userId) {
    return this.users.find((user) => user.userId === userId);
  }

  firstFree(role) {
    const held = new Set(this.phones.map((phone) => phone.user?.userId));
    const free = this.users.filter((user) => !held.has(user.userId));
    return free.find((user) => user.role === role) ?? free[0];
  }

  /** Gives a phone to another user. */
  async assign(phone, userId) {
    const user = this.find(userId);
    if (!user) return;
    await phone.hold(user);
    this.phones.forEach((one) => one.owner.update());
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(this.phones.map((one) => [one.role, one.user?.userId]))));
  }

  /** A person who was just added gets this phone. */
  async welcome(phone, user) {
    await this.readUsers();
    await this.assign(phone, user.userId);
  }

  async count() {
    try {
      const ledger = await api.ledger();
      this.bar.count(ledger);
      this.panel.quota(ledger.quota);
      if (this.panel.list.length) this.panel.refresh(); // a fault that struck makes no news of its own
    } catch {
      return; // the light in the bar says that the emulator is away
    }
    this.panel.traffic.refresh();
  }

  async reset() {
    await api.reset();
    localStorage.removeItem(KEY);
    for (const phone of this.phones) {
      phone.user = null;
      phone.forget();
    }
    await this.refresh();
    this.phones[0].toast(t("resetDone"));
  }
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

new Desk().start();
