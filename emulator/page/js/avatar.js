/** Round pictures of people and of the account; an initial on a colour where there is no picture. */
import { h, picture } from "./dom.js";

const COLOURS = ["#e58f7b", "#6fae8f", "#6d9bd1", "#b58bc9", "#d4a24c", "#5fb0b7"];

function colourOf(name) {
  let sum = 0;
  for (const letter of name) sum += letter.codePointAt(0);
  return COLOURS[sum % COLOURS.length];
}

const initial = (name) =>
  h("span", { class: "initial", style: { background: colourOf(name) } }, [...name.trim()][0] ?? "?");

/** A person's or sender's picture, decorative. */
export function avatar(name, url, kind = "") {
  return h("span", { class: `avatar ${kind}`, "aria-hidden": "true" }, picture(url, {}, () => initial(name)));
}

/** The account's own picture: the emulator's mark, unless the account has one. */
export function accountAvatar(account, kind = "") {
  return h("span", { class: `avatar ${kind}`, "aria-hidden": "true" },
    picture(account.pictureUrl ?? "/emulator/page/icon.svg", {}, () => initial(account.name)));
}
