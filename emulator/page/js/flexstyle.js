/** Flex Message's size words as CSS, after LINE's published tables. Values reach CSS through the style object only. */

const SPACE = { none: "0", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" };
const TEXT = { xxs: "11px", xs: "13px", sm: "14px", md: "16px", lg: "19px", xl: "22px", xxl: "29px", "3xl": "35px", "4xl": "48px", "5xl": "74px" };
const IMAGE = { xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px", xxl: "160px", "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%" };
const BORDER = { none: "0", light: "0.5px", normal: "1px", medium: "2px", "semi-bold": "3px", bold: "4px" };
const PLACE = { "flex-start": "flex-start", "flex-end": "flex-end", center: "center", "space-between": "space-between", "space-around": "space-around", "space-evenly": "space-evenly" };
const COLOUR = /^#[0-9a-f]{6}([0-9a-f]{2})?$/i;

export const space = (value) => SPACE[value] ?? value ?? "";
export const textSize = (value) => TEXT[value ?? "md"] ?? value;
export const imageSize = (value) => IMAGE[value ?? "md"] ?? value;
export const ratio = (value) => {
  const [width, height] = String(value ?? "1:1").split(":").map(Number);
  return width > 0 && height > 0 ? `${width} / ${height}` : "1 / 1";
};

const isNumber = (value) => typeof value === "number";

function grow(component, layout) {
  if (component.type === "icon" || component.type === "separator") return "0 0 auto";
  if (layout === "vertical") return component.flex > 0 ? `${component.flex} 0 auto` : "0 0 auto";
  if (component.flex === 0) return "0 0 auto";
  if (!isNumber(component.flex) && (component.width || component.type === "spacer")) return "0 0 auto";
  return `${component.flex ?? 1} 1 0`;
}

function offsets(style, component) {
  if (component.position === "absolute") style.position = "absolute";
  else if (["offsetTop", "offsetBottom", "offsetStart", "offsetEnd"].some((side) => component[side])) style.position = "relative";
  style.top = space(component.offsetTop);
  style.bottom = space(component.offsetBottom);
  style.insetInlineStart = space(component.offsetStart);
  style.insetInlineEnd = space(component.offsetEnd);
}

/** How a component sits in its parent box: share, gap before it, offsets. */
export function placeInBox(node, component, box, isFirst) {
  const vertical = box.layout === "vertical";
  node.style.flex = grow(component, box.layout);
  offsets(node.style, component);
  if (component.position === "absolute" || isFirst) return;
  const gap = space(component.margin ?? box.spacing);
  if (vertical) node.style.marginBlockStart = gap;
  else node.style.marginInlineStart = gap;
}

function gradient(background) {
  const stops = [background.startColor, background.endColor];
  if (background.type !== "linearGradient" || !stops.every((stop) => COLOUR.test(stop))) return "";
  const middle = COLOUR.test(background.centerColor ?? "")
    ? `${background.centerColor} ${parseFloat(background.centerPosition ?? "50")}%, ` : "";
  return `linear-gradient(${parseFloat(background.angle) || 0}deg, ${stops[0]}, ${middle}${stops[1]})`;
}

function paddings(style, box) {
  style.padding = space(box.paddingAll);
  if (box.paddingTop) style.paddingTop = space(box.paddingTop);
  if (box.paddingBottom) style.paddingBottom = space(box.paddingBottom);
  if (box.paddingStart) style.paddingInlineStart = space(box.paddingStart);
  if (box.paddingEnd) style.paddingInlineEnd = space(box.paddingEnd);
}

function border(style, box) {
  if (box.cornerRadius) {
    style.borderRadius = space(box.cornerRadius);
    style.overflow = "hidden";
  }
  if (!box.borderWidth || box.borderWidth === "none") return;
  style.borderStyle = "solid";
  style.borderWidth = BORDER[box.borderWidth] ?? box.borderWidth;
  style.borderColor = box.borderColor ?? "#d4d6da";
}

/** A box's own look: direction, paddings, size, border, background, alignment of its contents. */
export function styleBox(node, box) {
  const style = node.style;
  style.flexDirection = box.layout === "vertical" ? "column" : "row";
  style.alignItems = box.layout === "baseline" ? "baseline" : PLACE[box.alignItems] ?? "";
  style.justifyContent = PLACE[box.justifyContent] ?? "";
  paddings(style, box);
  border(style, box);
  for (const side of ["width", "height", "maxWidth", "maxHeight"]) if (box[side]) style[side] = space(box[side]);
  if (box.backgroundColor) style.backgroundColor = box.backgroundColor;
  if (box.background) style.backgroundImage = gradient(box.background);
}
