import { h } from "./dom";

/** A button that copies a text and says so. */
export function copyButton(label: string, text: () => string): HTMLButtonElement {
  const button = h("button", { type: "button", class: "copy" }, label);
  button.addEventListener("click", () => {
    void write(text()).then((done) => {
      button.textContent = done ? "Copied" : "Copy failed";
      setTimeout(() => { button.textContent = label; }, 1500);
    });
  });
  return button;
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A page that was opened from a disk may have no clipboard; the old way then works.
    const area = h("textarea", { class: "aside" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** A command with its button. */
export const command = (text: string): HTMLElement => h("div", { class: "command" }, h("code", {}, text), copyButton("Copy", () => text));
