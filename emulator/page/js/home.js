/** What LINE shows around the messages: header, list of chats, the add screen, the bar of a stranger or a blocked account. */
import { openLink } from "./actions.js";
import * as api from "./api.js";
import { accountAvatar } from "./avatar.js";
import { summary } from "./bubbles.js";
import { h, icon, iconButton } from "./dom.js";
import { hourMinute } from "./time.js";
import { t } from "./words.js";

/** One phone's surroundings. */
export class Home {
  constructor(phone) {
    this.phone = phone;
    this.peek = false;
    this.element = h("div", { class: "home", hidden: true });
    this.header = h("header", { class: "chat-header" });
    this.notice = h("div", { class: "stranger", hidden: true });
  }

  get mode() {
    const { user, chat } = this.phone;
    if (!user.chatOpen && (user.friend || chat.messages.length)) return "list";
    const known = user.friend || user.blocked || this.peek || chat.messages.length > 0;
    return known ? "chat" : "add";
  }

  update() {
    const { user, chat, account, unread } = this.phone;
    const latest = chat.messages.at(-1);
    const mark = JSON.stringify([user, account, this.mode, unread, this.mode === "list" && latest]);
    if (mark === this.mark) return;
    this.mark = mark;
    const { mode } = this;
    this.phone.screen.dataset.mode = mode;
    this.element.hidden = mode === "chat";
    this.element.replaceChildren(...(mode === "list" ? this.chats(latest) : mode === "add" ? this.addScreen() : []));
    this.drawHeader();
    this.drawNotice(mode);
    this.phone.foot.hidden = user.blocked;
    for (const part of [this.header, this.phone.log.element, this.phone.foot]) part.inert = mode !== "chat";
  }

  drawHeader() {
    const { user, account } = this.phone;
    const back = iconButton("back", t("backToChats"), () => this.openChat(false), { "data-do": "back" });
    const pc = user.pc ? h("span", { class: "pc-mark", title: t("pcOn") }, "PC") : "";
    const block = iconButton("block", t("block"), () => this.phone.act(() => api.block(user.userId)), { "data-do": "block" });
    this.header.replaceChildren(back, h("span", { class: "chat-title" }, h("strong", {}, account.name),
      h("span", { class: "official", title: t("accountKind") }, icon("check", 12))), pc, user.friend && !user.blocked ? block : "");
  }

  drawNotice(mode) {
    const { user } = this.phone;
    const show = mode === "chat" && (user.blocked || !user.friend);
    this.notice.hidden = !show;
    this.notice.replaceChildren();
    if (!show) return;
    const word = user.blocked ? "unblock" : "add";
    this.notice.replaceChildren(h("span", {}, t(user.blocked ? "blocked" : "notFriend")),
      h("button", { class: "strong", "data-do": word, onclick: () => this.follow() }, t(word)));
  }

  follow() {
    return this.phone.act(() => api.follow(this.phone.user.userId));
  }

  async openChat(open) {
    await this.phone.act(() => api.changeUser(this.phone.user.userId, { chatOpen: open }));
    if (open) this.phone.composer.text.focus({ preventScroll: true });
  }

  chats(latest) {
    const { account, unread } = this.phone;
    const badge = unread ? h("span", { class: "badge" }, unread > 99 ? "99+" : String(unread)) : null;
    return [h("div", { class: "home-title" }, t("chats")),
      h("button", { class: "chat-row", "data-do": "open-chat", onclick: () => this.openChat(true) }, accountAvatar(account, "big"),
        h("span", { class: "chat-row-words" }, h("strong", {}, account.name), h("span", {}, latest ? summary(latest) : t("noMessages"))),
        h("span", { class: "chat-row-side" }, latest ? hourMinute(latest.at) : "", badge))];
  }

  addScreen() {
    const { account } = this.phone;
    return [h("div", { class: "add-cover" }),
      h("div", { class: "add-card" }, accountAvatar(account, "huge"), h("strong", { class: "add-name" }, account.name),
        h("span", { class: "add-kind" }, h("span", { class: "official" }, icon("check", 12)), t("accountKind")),
        h("button", { class: "add-button", "data-do": "add", onclick: () => this.follow() }, icon("add", 26), h("span", {}, t("add"))),
        h("p", { class: "add-hint" }, t("addHint")),
        this.scanner(),
        h("button", { class: "add-skip", "data-do": "skip-add", onclick: () => this.look() }, t("withoutAdding")))];
  }

  /** The phone's QR reader: nobody can hold a code before it, so the address in the code is typed. */
  scanner() {
    const field = h("input", { type: "url", required: true, placeholder: t("scanLabel"), "aria-label": t("scanLabel") });
    const scan = (event) => {
      event.preventDefault();
      openLink(this.phone, field.value.trim());
    };
    return h("form", { class: "add-scan", onsubmit: scan }, field, h("button", { type: "submit", "data-do": "scan" }, t("scan")));
  }

  /** Shows nothing until the chat of the next holder is there: what she taps or types must not be the last one's. */
  clear() {
    this.peek = false;
    this.mark = null;
    this.element.replaceChildren();
  }

  look() {
    this.peek = true;
    this.phone.draw();
  }
}
