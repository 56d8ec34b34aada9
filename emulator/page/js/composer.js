/** Where a person writes: text, stickers, pictures, files, places, and the quote that the text answers. */
import { chooseFiles, choosePlace } from "./attach.js";
import { summary } from "./bubbles.js";
import { h, iconButton } from "./dom.js";
import { COMMON, drawSticker } from "./stickers.js";
import { openSheet } from "./sheet.js";
import { t } from "./words.js";

/** One phone's composer. */
export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.text = h("textarea", { rows: "1", placeholder: t("message"), "aria-label": t("message"), maxlength: "5000", enterkeyhint: "send" });
    this.sendButton = iconButton("send", t("send"), () => this.send(), { "data-do": "send", disabled: true });
    this.quoteBar = h("div", { class: "quote-bar", hidden: true });
    this.element = h("div", { class: "composer" }, this.quoteBar, this.line());
    this.text.addEventListener("input", () => this.grow());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("focus", () => this.phone.menu.show(false)); // the keyboard takes the menu's place
  }

  line() {
    return h("div", { class: "composer-line" },
      iconButton("add", t("attach"), () => this.attach(), { "data-do": "attach" }),
      h("div", { class: "field" }, this.text, iconButton("smile", t("stickers"), () => this.stickers(), { "data-do": "stickers" })),
      this.sendButton);
  }

  key(event) {
    if (event.key === "Escape" && this.quoted) this.unquote();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  }

  grow() {
    this.sendButton.disabled = this.text.value.trim() === "";
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 132)}px`;
  }

  send() {
    const text = this.text.value.replace(/\s+$/, "");
    if (text.trim() === "") return;
    this.phone.send({ type: "text", text, ...this.takeQuote() });
    this.text.value = "";
    this.grow();
    this.text.focus({ preventScroll: true });
  }

  takeQuote() {
    const quoted = this.quoted;
    this.unquote();
    return quoted ? { quoteMessageId: quoted.id } : {};
  }

  /** The next text or sticker will quote this message. */
  quote(message) {
    this.quoted = message;
    const name = message.from === "user" ? this.phone.user.name : this.phone.senderOf(message.id);
    this.quoteBar.replaceChildren(
      h("div", { class: "quote-words" }, h("strong", {}, t("quoting", { name })), h("span", {}, summary(message))),
      iconButton("close", t("cancel"), () => this.unquote()));
    this.quoteBar.hidden = false;
    this.text.focus({ preventScroll: true });
  }

  unquote() {
    this.quoted = null;
    this.quoteBar.hidden = true;
  }

  /** LINE's openKeyboard: the text field is ready, with these words in it. */
  fillIn(text) {
    this.text.value = text;
    this.grow();
    this.text.focus({ preventScroll: true });
  }

  clear() {
    this.unquote();
    this.fillIn("");
    this.text.blur();
  }

  async stickers() {
    const chosen = await openSheet(this.phone.screen, t("stickers"), (close) =>
      h("div", { class: "sticker-grid" }, COMMON.map(({ packageId, stickerId, caption }) =>
        h("button", { class: "sticker-choice", "aria-label": caption, data: { sticker: stickerId }, onclick: () => close({ packageId, stickerId }) },
          drawSticker(packageId, stickerId)))));
    if (chosen) this.phone.send({ type: "sticker", ...chosen, ...this.takeQuote() });
  }

  async attach() {
    const choice = await openSheet(this.phone.screen, t("attach"), (close) =>
      h("div", { class: "attach-grid" },
        [["image", "photo"], ["file", "anyFile"], ["pin", "place"]].map(([name, word]) =>
          h("span", { class: "attach-choice" }, iconButton(name, t(word), () => close(word), { "data-do": word }), t(word)))));
    if (choice === "photo") this.chooseFile("image/*,video/*");
    if (choice === "anyFile") this.chooseFile("");
    if (choice === "place") this.choosePlace();
  }

  async chooseFile(accept) {
    const messages = await chooseFiles(this.phone, accept);
    if (messages.length > 1 && messages.every(({ type }) => type === "image")) this.phone.sendTogether(messages);
    else for (const message of messages) await this.phone.send(message);
  }

  async choosePlace() {
    const message = await choosePlace(this.phone.screen);
    if (message) this.phone.send(message);
  }
}
