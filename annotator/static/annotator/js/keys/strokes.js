/** Key events as strokes ("s", "Shift+s", "Ctrl+ArrowLeft"), the same for every layout and system. */

const IS_APPLE = /Mac|iP(hone|ad|od)/.test(navigator.userAgentData?.platform ?? navigator.platform ?? "");
const APPLE_ARROWS = { ArrowLeft: "Home", ArrowRight: "End", ArrowUp: "Ctrl+Home", ArrowDown: "Ctrl+End" };
const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };
const SHOWN = { ...ARROWS, PageUp: "PgUp", PageDown: "PgDn", Escape: "Esc" };

/**
 * The stroke of an event; null for what is the browser's or the system's (Alt, the logo key).
 * A sign is the sign, whatever it takes to type it: Shift, AltGr (which Windows reports as Ctrl and Alt), Option.
 * @param {KeyboardEvent} event @returns {string | null}
 */
export function strokeOf(event, isApple = IS_APPLE) {
  const key = latin(event);
  const isSign = key.length === 1 && !/\p{L}/u.test(key);
  const isTyped = event.getModifierState("AltGraph") || (event.ctrlKey && event.altKey) || (isApple && event.altKey);
  if (isSign && isTyped && !event.metaKey) return key;
  const shift = event.shiftKey && !isSign ? "Shift+" : "";
  if (isApple && key in APPLE_ARROWS && (event.metaKey || event.altKey)) {
    return withShift(event.metaKey ? APPLE_ARROWS[key] : `Ctrl+${key}`, shift);
  }
  const isControl = event.ctrlKey || (isApple && event.metaKey);
  if (event.altKey || (event.metaKey && !isApple)) return null;
  return `${isControl ? "Ctrl+" : ""}${shift}${key}`;
}

/** @param {string} stroke @param {string} shift */
function withShift(stroke, shift) {
  return stroke.startsWith("Ctrl+") ? stroke.replace("Ctrl+", `Ctrl+${shift}`) : shift + stroke;
}

/** Letters in lower case; without Latin letters on the layout the key's place decides. @param {KeyboardEvent} event */
function latin({ key, code }) {
  if (Array.from(key).length > 1) return key;
  if (/^\p{L}$/u.test(key) && !/[a-z]/i.test(key) && /^Key[A-Z]$/.test(code)) return code.at(-1).toLowerCase();
  return key.toLowerCase();
}

/** Whether a stroke is one letter or sign, with or without Shift: what can be switched off. @param {string} stroke */
export function isSingle(stroke) {
  return stroke.replace("Shift+", "").length === 1;
}

/** The keys of a stroke as they stand on the keyboard, in order. @param {string} stroke @returns {string[]} */
export function keyNames(stroke, isApple = IS_APPLE) {
  return stroke.split("+").map((key) => {
    if (key === "Ctrl" && isApple) return stroke.includes("Arrow") ? "⌥" : "⌘";
    return SHOWN[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  });
}
