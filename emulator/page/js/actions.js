/** What a tap does: asks the server, then does what happens on the phone itself. */
import * as api from "./api.js";
import { h } from "./dom.js";
import { pickDate } from "./picker.js";
import { t } from "./words.js";

/** What a button of this action is called where it has no label of its own. */
export function actionName(action) {
  return action.label || action.displayText || action.text || action.uri || action.linkUri || action.clipboardText
    || action.data || action.richMenuAliasId || action.type;
}

/** What the friend is seen to say by this tap, or null. */
function spoken(action) {
  if (action.type === "message") return action.text;
  return action.type === "postback" ? action.displayText ?? action.text ?? null : null;
}

/** Carries out one tap. `on` is "message", "quickReply" or "menu". */
export async function runAction(phone, on, messageId, action) {
  if (action.type === "camera" || action.type === "cameraRoll") return phone.composer.chooseFile("image/*");
  if (action.type === "location") return phone.composer.choosePlace();
  const fields = { on, action, ...(messageId ? { messageId } : {}) };
  if (action.type === "datetimepicker") {
    fields.params = await pickDate(phone.screen, action);
    if (!fields.params) return null;
  }
  beforeTap(phone, on, action);
  const answer = await phone.tap(fields, spoken(action));
  if (answer) afterTap(phone, action, answer);
  return null;
}

function beforeTap(phone, on, action) {
  if (on === "quickReply") phone.quick.vanish();
  if (action.inputOption === "closeRichMenu") phone.menu.show(false);
  if (action.inputOption === "openRichMenu") phone.menu.show(true);
}

function afterTap(phone, action, answer) {
  if (answer.copied !== undefined && answer.copied !== null) copyText(phone, answer.copied);
  if (answer.open) openLink(phone, answer.open);
  if (action.inputOption === "openKeyboard") phone.composer.fillIn(answer.fillInText ?? action.fillInText ?? "");
}

/** Puts text on the clipboard and says so. */
export async function copyText(phone, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyOldWay(text);
  }
  phone.toast(t("copied"));
}

function copyOldWay(text) {
  const field = h("textarea", { class: "offscreen", readonly: true });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** Opens a link in a real tab, with this phone's LINE identity. */
export function openLink(phone, url) {
  const ours = url.startsWith("/emulator/open") || url.startsWith(`${location.origin}/emulator/open`);
  if (!ours && !/^https?:/i.test(url)) return phone.toast(t("noApp", { url }), "warn");
  const address = ours ? url : api.openAddress(phone.user.userId, url);
  const tab = window.open(address, "_blank");
  if (tab) tab.opener = null;
  else phone.toast(t("popup"), "warn", h("a", { href: address, target: "_blank", rel: "noopener" }, t("open")));
  return null;
}

/** A real button that runs an action. */
export function actionButton(phone, messageId, action, props = {}, ...children) {
  return h("button", {
    "aria-label": children.length && action.label ? action.label : null,
    ...props,
    class: `action ${props.class ?? ""}`.trim(),
    data: { kind: action.type },
    onclick: (event) => {
      event.stopPropagation();
      runAction(phone, "message", messageId, action);
    },
  }, ...(children.length ? children : [actionName(action)]));
}

/** An area as clickable as a button, for content that itself holds buttons. */
export function actionArea(phone, messageId, action, node) {
  node.classList.add("action", "area-action");
  node.setAttribute("role", "button");
  node.tabIndex = 0;
  if (action.label) node.setAttribute("aria-label", action.label);
  const run = (event) => {
    if (event.target !== node && event.target.closest(".action") !== node) return;
    if (event.type === "keydown" && (event.target !== node || !["Enter", " "].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    runAction(phone, "message", messageId, action);
  };
  node.addEventListener("click", run);
  node.addEventListener("keydown", run);
  return node;
}
