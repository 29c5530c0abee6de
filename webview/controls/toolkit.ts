import "./page-nonce.ts";
import {
  Button,
  provideVSCodeDesignSystem,
  TextField,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTag,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";

/**
 * The one place that knows the toolkit: it is archived upstream, so it must be possible to replace it here. Until the
 * page's `load` event it paints colours of its own, so the page stays hidden until then.
 */
provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField(), vsCodeTag(), vsCodeProgressRing());

export interface ButtonLook {
  readonly primary?: boolean;
  /** SVG element before the text. */
  readonly icon?: Element;
}

export function makeButton(text: string, look: ButtonLook, pressed: () => void): HTMLElement {
  const button = document.createElement("vscode-button");
  if (!(button instanceof Button)) throw new Error("The toolkit's button is not registered.");
  button.appearance = look.primary === true ? "primary" : "secondary";
  if (look.icon !== undefined) {
    look.icon.setAttribute("slot", "start");
    button.append(look.icon);
  }
  button.append(text);
  button.addEventListener("click", pressed);
  return button;
}

export interface TextBox {
  readonly element: HTMLElement;
  value(): string;
  setValue(text: string): void;
  focus(): void;
}

export function makeTextBox(
  label: string,
  placeholder: string,
  icon: Element,
  changed: (text: string) => void,
): TextBox {
  const field = document.createElement("vscode-text-field");
  if (!(field instanceof TextField)) throw new Error("The toolkit's text field is not registered.");
  field.placeholder = placeholder;
  field.setAttribute("aria-label", label);
  icon.setAttribute("slot", "start");
  field.append(icon);
  field.addEventListener("input", () => changed(field.value));
  return {
    element: field,
    value: () => field.value,
    setValue: (text) => {
      field.value = text;
    },
    focus: () => field.focus(),
  };
}

/** A small label: a kind, a tag. */
export function makeTag(text: string): HTMLElement {
  const tag = document.createElement("vscode-tag");
  tag.textContent = text;
  return tag;
}

/** Says that something is under way whose length is not known. */
export function makeProgressRing(): HTMLElement {
  return document.createElement("vscode-progress-ring");
}
