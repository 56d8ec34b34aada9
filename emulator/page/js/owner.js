/** The strip above a phone: whose it is, its language, PC or phone. It belongs to the emulator, not to LINE. */
import * as api from "./api.js";
import { avatar } from "./avatar.js";
import { h, icon, iconButton } from "./dom.js";
import { openSheet, sheetButtons } from "./sheet.js";
import { t } from "./words.js";

const LANGUAGES = [["ja", "日本語"], ["en", "English"], ["zh-TW", "繁體中文"], ["zh-CN", "简体中文"], ["ko", "한국어"], ["th", "ไทย"], ["id", "Bahasa Indonesia"], ["vi", "Tiếng Việt"]];

/** One phone's strip. */
export class Owner {
  constructor(phone) {
    this.phone = phone;
    this.face = h("span", { class: "owner-face" });
    this.who = h("select", { class: "owner-who", "aria-label": t("whose"), title: t("whose"), "data-do": "who", onchange: () => this.switchUser() });
    this.language = h("select", { "aria-label": t("phoneLanguage"), title: t("phoneLanguage"), "data-do": "language", onchange: () => this.change({ language: this.language.value }) });
    this.pc = h("button", { class: "switch", role: "switch", title: t("pcHint"), "data-do": "pc", onclick: () => this.change({ pc: !phone.user.pc }) }, h("i"), t("pc"));
    this.element = h("div", { class: "owner" }, this.face,
      h("span", { class: "owner-name" }, h("span", { class: `role ${phone.role}` }, t(phone.role)), this.who),
      h("span", { class: "owner-tools" }, h("label", { class: "owner-language" }, icon("globe", 16), this.language), this.pc,
        iconButton("add", t("addPerson"), () => this.addPerson(), { "data-do": "add-person" })));
  }

  update() {
    const { user } = this.phone;
    if (!user) return;
    const mark = JSON.stringify([user, this.phone.desk.users]);
    if (mark === this.mark) return;
    this.mark = mark;
    this.face.replaceChildren(avatar(user.name, user.pictureUrl));
    this.who.replaceChildren(...this.phone.desk.users.map((one) => this.option(one)));
    this.who.value = user.userId;
    const known = LANGUAGES.some(([code]) => code === user.language) ? LANGUAGES : [...LANGUAGES, [user.language, user.language]];
    this.language.replaceChildren(...known.map(([code, name]) => h("option", { value: code }, name)));
    this.language.value = user.language;
    this.pc.setAttribute("aria-checked", String(Boolean(user.pc)));
  }

  option(user) {
    const taken = this.phone.desk.phones.some((phone) => phone !== this.phone && phone.user?.userId === user.userId);
    return h("option", { value: user.userId, disabled: taken }, user.name);
  }

  switchUser() {
    this.phone.desk.assign(this.phone, this.who.value);
  }

  change(fields) {
    return this.phone.act(() => api.changeUser(this.phone.user.userId, fields));
  }

  async addPerson() {
    const fields = await openSheet(this.phone.screen, t("addPerson"), (close) => personForm(close));
    if (!fields) return;
    const user = await this.phone.attempt(() => api.addUser({ ...fields, role: this.phone.role }));
    if (user?.userId) await this.phone.desk.welcome(this.phone, user);
  }
}

function personForm(close) {
  const name = h("input", { type: "text", maxlength: "20", autofocus: true, placeholder: t("personNew"), "aria-label": t("personName"), "data-do": "person-name" });
  const language = h("select", { "aria-label": t("phoneLanguage") }, LANGUAGES.map(([code, label]) => h("option", { value: code }, label)));
  const done = () => close({ name: name.value.trim() || t("personNew"), language: language.value });
  name.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && done());
  return h("div", { class: "person-form" }, h("label", {}, t("personName"), name), h("label", {}, t("phoneLanguage"), language),
    sheetButtons(close, t("create"), done, { "data-do": "create-person" }));
}
