/** Message text as nodes: addresses become links, LINE emoji get a look of their own. */
import { openAddress } from "./api.js";
import { h } from "./dom.js";

const ADDRESS = /https?:\/\/[^\s<>"「」『』（）、。]+/g;

function linked(text, userId) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(/[.,!?)\]]+$/, "");
    nodes.push(text.slice(end, found.index), link(address, userId));
    end = found.index + address.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

const link = (address, userId) =>
  h("a", { href: openAddress(userId, address), target: "_blank", rel: "noopener" }, address);

const emoji = (item) =>
  h("span", { class: "line-emoji", role: "img", "aria-label": "emoji", title: `${item.productId} / ${item.emojiId}` }, "☺");

function withEmojis(message, userId) {
  const nodes = [];
  let end = 0;
  for (const item of [...message.emojis].sort((a, b) => a.index - b.index)) {
    const length = item.length ?? 1;
    nodes.push(...linked(message.text.slice(end, item.index), userId), emoji(item));
    end = item.index + length;
  }
  return [...nodes, ...linked(message.text.slice(end), userId)];
}

/** The nodes of a text or textV2 message, or of a bare string. */
export function textNodes(message, userId) {
  if (typeof message === "string") return linked(message, userId);
  if (message.emojis?.length) return withEmojis(message, userId);
  return linked(message.text ?? "", userId);
}
