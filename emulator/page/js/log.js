/** The list of messages: grouped, dated, updated in place, and held at the bottom unless the person scrolled up. */
import { accountAvatar, avatar } from "./avatar.js";
import { drawContent, isWide } from "./bubbles.js";
import { h, icon, iconButton } from "./dom.js";
import { hold, openMenu } from "./held.js";
import { dayKey, dayName, hourMinute } from "./time.js";
import { pageLanguage, t } from "./words.js";

const NEAR = 48;
const speaker = (message) => `${message.from}|${message.sender?.name ?? ""}`;
const minute = (at) => Math.floor(at / 60_000);

function together(one, other) {
  return Boolean(one && other) && one.type !== "system" && other.type !== "system" && !one.unsent && !other.unsent
    && speaker(one) === speaker(other) && minute(one.at) === minute(other.at);
}

/** One phone's message list. */
export class Log {
  constructor(phone) {
    this.phone = phone;
    this.nodes = new Map();
    this.stuck = true;
    this.list = h("ol", { class: "messages", "aria-live": "polite", "aria-relevant": "additions" });
    this.pill = h("button", { class: "pill", hidden: true, onclick: () => this.toBottom(true) });
    this.scroller = h("div", { class: "scroller", tabindex: "-1" }, this.list);
    this.element = h("div", { class: "log" }, this.scroller, this.pill);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.stuck && this.toBottom()).observe(this.list);
    new ResizeObserver(() => this.stuck && this.toBottom()).observe(this.scroller);
  }

  /** Forgets everything: the phone shows another person now. */
  clear() {
    this.nodes.clear();
    this.list.replaceChildren();
    this.stuck = true;
    this.fresh = 0;
    this.last = null;
    this.pillShows();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.stuck = true;
    else if (scrollTop < this.top) this.stuck = false; // growing content scrolls nobody up
    this.top = scrollTop;
    if (this.stuck) this.fresh = 0;
    this.pillShows();
  }

  pillShows() {
    this.pill.hidden = this.stuck;
    this.pill.classList.toggle("fresh", this.fresh > 0);
    const label = this.fresh ? t("newMessages") : t("toBottom");
    this.pill.setAttribute("aria-label", label);
    this.pill.replaceChildren(...(this.fresh ? [label] : []), icon("down", 18));
  }

  toBottom(smooth = false) {
    this.stuck = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  /** Shows these messages; nodes whose message did not change stay as they are. */
  update(messages, typing) {
    const entries = entriesOf(messages);
    if (typing) entries.push({ key: "typing", mark: "typing", draw: () => this.typing() });
    const newest = messages.at(-1);
    if (newest && newest.id !== this.last) this.arrived(newest);
    this.last = newest?.id ?? null;
    this.place(entries);
    if (this.stuck) this.toBottom();
    else this.pillShows();
  }

  arrived(newest) {
    if (newest.pending) this.stuck = true;
    if (!this.stuck && this.last && newest.from !== "user") this.fresh = (this.fresh ?? 0) + 1;
  }

  place(entries) {
    const kept = new Map();
    let spot = this.list.firstChild;
    for (const entry of entries) {
      const old = this.nodes.get(entry.key);
      const node = old?.mark === entry.mark ? old.node : entry.draw(this);
      if (!old && entry.lively && this.nodes.size) node.classList.add("new");
      kept.set(entry.key, { mark: entry.mark, node });
      if (node === spot) spot = spot.nextSibling;
      else this.list.insertBefore(node, spot);
      if (old && old.node !== node) {
        if (old.node === spot) spot = spot.nextSibling;
        old.node.remove();
      }
    }
    for (const [key, { node }] of this.nodes) if (!kept.has(key)) node.remove();
    this.nodes = kept;
  }

  /** Scrolls to a message and lights it up for a moment. */
  reveal(id) {
    const node = this.nodes.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("lit");
    requestAnimationFrame(() => node.classList.add("lit"));
  }

  typing() {
    return h("li", { class: "typing" }, accountAvatar(this.phone.account, "small"),
      h("span", { class: "bubble dots", role: "status", "aria-label": t("typing") }, h("i"), h("i"), h("i")));
  }
}

/** The last of a group shows the time, and what else holds for all of the group. */
const isLast = (message, after) =>
  !together(message, after) || Boolean(message.billed) !== Boolean(after.billed) || (message.from === "user" && message.read !== after.read);

function entriesOf(messages) {
  const entries = [];
  messages.forEach((message, index) => {
    const [before, after] = [messages[index - 1], messages[index + 1]];
    if (!before || dayKey(before.at) !== dayKey(message.at)) entries.push(dateEntry(message.at));
    entries.push(messageEntry(message, !together(before, message), isLast(message, after)));
  });
  return entries;
}

function dateEntry(at) {
  const name = dayName(at);
  return { key: `day ${dayKey(at)}`, mark: name, draw: () => h("li", { class: "day" }, h("span", {}, name)) };
}

function messageEntry(message, first, last) {
  const facts = message.from === "bot" ? { ...message, read: null } : message;
  const mark = JSON.stringify([facts, first, last]);
  const lively = message.pending || message.from === "bot"; // what was pending is there already
  return { key: message.id, mark, lively, draw: (log) => drawMessage(message, first, last, log.phone) };
}

function drawMessage(message, first, last, phone) {
  if (message.type === "system" || message.unsent) return notice(message);
  const mine = message.from === "user";
  const classes = ["message", mine ? "mine" : "theirs", first && "first", last && "last",
    message.pending && "pending", message.failed && "failed", isWide(message) && "wide"];
  const row = h("div", { class: "row" }, drawContent(message, phone), side(message, last, phone));
  const column = h("div", { class: "column" }, !mine && first ? h("div", { class: "sender" }, senderName(message, phone)) : null, row);
  const node = h("li", { class: classes.filter(Boolean).join(" "), data: { id: message.id, from: message.from, type: message.type } },
    mine ? null : face(message, first, phone), column);
  if (!message.pending) hold(node, (x, y) => openMenu(phone, message, node, x, y));
  return node;
}

function notice(message) {
  const text = message.type === "system" ? ownHalf(message.text) : t(message.from === "user" ? "unsentMine" : "unsentTheirs");
  return h("li", { class: "message notice", data: { id: message.id, from: message.type === "system" ? "system" : message.from } },
    h("span", { class: "text" }, text));
}

/** The system says everything in Japanese and English with ｜ between; a page shows its own half. */
function ownHalf(text) {
  const halves = text.split("｜");
  return halves.length === 2 ? halves[pageLanguage() === "ja" ? 0 : 1] : text;
}

const senderName = (message, phone) => message.sender?.name ?? phone.account.name;

function face(message, first, phone) {
  if (!first) return h("span", { class: "avatar empty", "aria-hidden": "true" });
  return message.sender ? avatar(message.sender.name ?? phone.account.name, message.sender.iconUrl) : accountAvatar(phone.account);
}

function side(message, last, phone) {
  if (message.failed) {
    return h("span", { class: "side" }, h("button", { class: "retry", onclick: () => phone.retry(message.id) }, icon("warn", 14), t("retry")));
  }
  const meta = h("span", { class: "meta" },
    last && message.billed ? h("span", { class: "billed", title: t("chargedHint") }, t("charged")) : null,
    last && message.from === "user" && message.read ? h("span", { class: "read" }, t("readMark")) : null,
    last ? h("time", { datetime: new Date(message.at).toISOString() }, message.pending ? t("sending") : hourMinute(message.at)) : null);
  return h("span", { class: "side" }, message.pending ? null : moreButton(message, phone), meta);
}

function moreButton(message, phone) {
  const button = iconButton("more", t("messageMenu"), () => {
    const box = button.getBoundingClientRect();
    openMenu(phone, message, button, box.left, box.bottom);
  }, { "aria-haspopup": "menu" });
  button.classList.add("more");
  return button;
}
