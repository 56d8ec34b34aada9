/** The rich menu and the quick replies: what stands below the messages on a phone, and never on a PC. */
import { actionName, runAction } from "./actions.js";
import { h, icon, picture } from "./dom.js";
import { dragSideways, wheelSideways } from "./strip.js";
import { t } from "./words.js";

const percent = (part, whole) => `${(100 * part) / whole}%`;

/** The chat bar that opens and closes the rich menu, and the menu with its areas. */
export class RichMenu {
  constructor(phone) {
    this.phone = phone;
    this.bar = h("button", { class: "chat-bar", onclick: () => this.show(!this.open) });
    this.body = h("div", { class: "rich-menu" });
    this.element = h("div", { class: "menu-place", hidden: true }, this.bar, this.body);
  }

  /** Shows this menu (or none); a menu that just came opens if it says so. */
  update(menu) {
    const mark = menu ? JSON.stringify([menu.richMenuId, menu.imageUrl, menu.object]) : "";
    if (mark === this.mark) return;
    const first = !this.menu;
    this.mark = mark;
    this.menu = menu;
    this.element.hidden = !menu;
    if (!menu) return;
    this.draw(menu);
    this.show(menu.object.selected || (!first && this.open));
  }

  show(open) {
    this.open = open;
    this.body.hidden = !open;
    this.bar.setAttribute("aria-expanded", String(open));
    this.bar.title = open ? t("menuHide") : t("menuShow");
    this.bar.classList.toggle("open", open);
  }

  draw({ richMenuId, imageUrl, object }) {
    const { width, height } = object.size;
    this.bar.replaceChildren(icon("menu", 18), h("span", {}, object.chatBarText), icon("down", 18));
    const areas = object.areas.map((area) => this.area(area, width, height));
    this.body.dataset.id = richMenuId;
    this.body.style.setProperty("--ratio", String(width / height));
    this.body.classList.remove("drawn");
    const image = picture(imageUrl, { alt: object.name }, () => {
      this.body.classList.add("drawn");
      return h("span", {});
    });
    this.body.replaceChildren(h("div", { class: "rich-menu-image" }, image, areas));
  }

  tap(area, action) {
    area.classList.add("tapped");
    setTimeout(() => area.classList.remove("tapped"), 220);
    runAction(this.phone, "menu", null, action);
  }

  area({ bounds, action }, width, height) {
    return h("button", {
      class: "area", "aria-label": actionName(action), data: { kind: action.type },
      style: {
        left: percent(bounds.x, width), top: percent(bounds.y, height),
        width: percent(Math.min(bounds.width, width - bounds.x), width),
        height: percent(Math.min(bounds.height, height - bounds.y), height),
      },
      onclick: (event) => this.tap(event.currentTarget, action),
    }, h("span", {}, actionName(action)));
  }
}

/** The row of quick replies; the server says which are shown. */
export class QuickReplies {
  constructor() {
    this.element = h("div", { class: "quick-replies", role: "group", "aria-label": t("quickReplies"), hidden: true });
    wheelSideways(dragSideways(this.element));
  }

  update(phone, items, messageId) {
    const mark = JSON.stringify([items, messageId]);
    if (mark === this.mark) return;
    this.mark = mark;
    this.element.hidden = !items?.length;
    this.element.replaceChildren(...(items ?? []).map((item) => this.button(phone, item, messageId)));
    this.element.scrollLeft = 0;
  }

  button(phone, item, messageId) {
    const image = item.imageUrl ? picture(item.imageUrl, { class: "quick-icon" }, () => h("span", {})) : null;
    return h("button", { class: "quick", data: { kind: item.action.type }, onclick: () => runAction(phone, "quickReply", messageId, item.action) },
      image, actionName(item.action));
  }

  /** Gone at once after a tap; the next look at the chat says whether it stays so. */
  vanish() {
    this.mark = null;
    this.element.hidden = true;
  }
}
