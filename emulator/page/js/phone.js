/** One phone: whose it is, what it shows, what it sends. */
import * as api from "./api.js";
import { h, icon, settled } from "./dom.js";
import { Composer } from "./composer.js";
import { Home } from "./home.js";
import { Log } from "./log.js";
import { QuickReplies, RichMenu } from "./menu.js";
import { Owner } from "./owner.js";
import { PendingMessages } from "./pending.js";
import { hasWords, t } from "./words.js";

function whyNot({ status, error }) {
  if (status) return `HTTP ${status}`;
  if (error.startsWith("nobody")) return t("noBot");
  return hasWords(error) ? t(error) : error;
}

/** One of the three phones on the desk. */
export class Phone {
  constructor(desk, role) {
    this.desk = desk;
    this.role = role;
    this.pending = new PendingMessages();
    this.owner = new Owner(this);
    this.log = new Log(this);
    this.menu = new RichMenu(this);
    this.quick = new QuickReplies();
    this.composer = new Composer(this);
    this.home = new Home(this);
    this.toasts = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
    this.foot = h("div", { class: "foot" }, this.quick.element, this.composer.element, this.menu.element);
    this.screen = h("div", { class: "screen" }, this.home.element, this.home.header, this.home.notice, this.log.element, this.foot, this.toasts);
    this.element = h("section", { class: "phone", data: { role }, "aria-label": t(role) }, this.owner.element, h("div", { class: "case" }, this.screen));
    this.refreshSoon = settled(() => this.refresh(), 15);
    this.lookAgain = settled(() => this.refresh(), 1000); // the end of a loading animation makes no news
  }

  get account() {
    return this.chat?.account ?? this.chat?.bot ?? this.desk.account;
  }

  /** Shows this user from now on. */
  async hold(user) {
    const other = this.user?.userId !== user.userId;
    this.user = user;
    this.element.dataset.user = user.userId;
    if (other) this.forget();
    this.owner.update();
    if (other) await this.refresh();
  }

  forget() {
    this.chat = null;
    this.pending.clear();
    this.log.clear();
    this.menu.update(null);
    this.composer.clear();
    this.home.clear();
  }

  /** Fetches the chat and shows it; calls that come meanwhile make one more fetch. */
  async refresh() {
    if (!this.user) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    const id = this.user.userId;
    try {
      const chat = await api.chat(id);
      if (id === this.user?.userId) this.take(chat);
    } catch (error) {
      this.complain(error);
    }
    this.busy = false;
    if (!this.again && id === this.user?.userId) return;
    this.again = false;
    await this.refresh();
  }

  take(chat) {
    this.chat = chat;
    this.user = chat.user;
    this.pending.settle(chat.messages);
    this.draw();
    if (this.unread && this.user.chatOpen && document.visibilityState === "visible") this.markRead();
  }

  get unread() {
    return this.chat?.unread ?? 0;
  }

  draw() {
    if (!this.chat) return;
    const { user, chat } = this;
    this.owner.update();
    this.home.update();
    this.element.classList.toggle("on-pc", user.pc);
    this.log.update([...chat.messages, ...this.pending.list], chat.loading);
    this.quick.update(this, user.pc ? null : chat.quickReply, chat.quickReplyMessageId);
    this.menu.update(user.pc ? null : chat.richMenu);
    if (chat.loading) this.lookAgain();
  }

  markRead() {
    return this.quietly(() => api.read(this.user.userId));
  }

  /** Sends a message; it is on the screen before the server has heard of it. */
  async send(message) {
    const bubble = this.pending.add(message, this.chat?.messages ?? []);
    this.quick.vanish();
    this.draw();
    await this.deliver(bubble);
  }

  /** Sends pictures as one set, as LINE does with those that are chosen together. */
  async sendTogether(messages) {
    const bubbles = messages.map((message) => this.pending.add(message, this.chat?.messages ?? []));
    this.quick.vanish();
    this.draw();
    const answer = await this.attempt(() => api.sendTogether(this.user.userId, messages));
    if (!answer) bubbles.forEach((bubble) => this.pending.fail(bubble));
    this.draw();
    await this.refresh();
  }

  async deliver(bubble) {
    const answer = await this.attempt(() => api.send(this.user.userId, bubble.source));
    if (!answer) this.pending.fail(bubble);
    this.draw();
    await this.refresh();
  }

  retry(id) {
    const bubble = this.pending.again(id);
    if (bubble) this.deliver(bubble);
    this.draw();
  }

  /** Taps; `spoken` is what the friend is seen to say by it. Gives the server's answer or null. */
  async tap(fields, spoken) {
    const bubble = spoken ? this.pending.add({ type: "text", text: spoken }, this.chat?.messages ?? []) : null;
    if (bubble) this.draw();
    const answer = await this.attempt(() => api.tap(this.user.userId, fields), t("goneButton"));
    if (bubble && !answer) this.pending.drop(bubble);
    await this.refresh();
    if (bubble) this.pending.drop(bubble);
    return answer;
  }

  /** Tells the bot that a video which asked for it was watched to its end. */
  watched(trackingId) {
    return this.act(() => api.event(this.user.userId, { type: "videoPlayComplete", videoPlayComplete: { trackingId } }));
  }

  unsend(messageId) {
    return this.act(() => api.unsend(this.user.userId, messageId));
  }

  /** Does something on the server, shows what came of it. */
  async act(task) {
    const answer = await this.attempt(task);
    await this.refresh();
    return answer;
  }

  async attempt(task, conflict) {
    try {
      const answer = await task();
      this.checkDelivery(answer?.webhook);
      return answer ?? {};
    } catch (error) {
      this.complain(error, conflict);
      return null;
    }
  }

  async quietly(task) {
    try {
      return await task();
    } catch {
      return null;
    }
  }

  checkDelivery(webhook) {
    if (!webhook || (webhook.status >= 200 && webhook.status < 300)) return;
    if (webhook.status === null && (!webhook.error || webhook.error.startsWith("held back"))) return;
    this.toast(t("webhookFailed", { why: whyNot(webhook) }), "warn");
  }

  complain(error, conflict) {
    if (!(error instanceof api.Refused)) throw error;
    if (error.status === 0) this.toast(t("offline"), "warn");
    else if (error.status === 409 && conflict) this.toast(conflict, "warn");
    else this.toast(t("refused", { why: error.message }), "warn");
  }

  /** A few words at the top of the screen that go away by themselves. */
  toast(text, kind = "plain", extra = null) {
    const old = [...this.toasts.children].find((one) => one.dataset.text === text);
    old?.remove();
    const note = h("div", { class: `toast ${kind}`, data: { text } }, icon(kind === "warn" ? "warn" : "check", 18), h("span", {}, text), extra);
    this.toasts.append(note);
    setTimeout(() => note.remove(), extra ? 12000 : 5000);
    return null;
  }

  /** Who said this message, by name. */
  senderOf(id) {
    const message = this.chat?.messages.find((one) => one.id === id);
    return message?.from === "user" ? this.user.name : message?.sender?.name ?? this.account.name;
  }

  /** Shows a picture large, inside the phone. */
  lightbox(source) {
    const close = () => box.remove();
    const box = h("button", { class: "lightbox", "aria-label": t("close"), onclick: close }, h("img", { src: source, alt: t("photoOf") }));
    box.addEventListener("keydown", (event) => event.key === "Escape" && close());
    this.screen.append(box);
    box.focus();
  }
}
