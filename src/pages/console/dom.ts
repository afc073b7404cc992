type Kind<T extends Element> = new () => T;

/** @throws Error if index.html has no such element */
export function find<T extends Element>(root: ParentNode, selector: string, kind: Kind<T>): T {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`index.html has no ${kind.name} ${selector}`);
}

/** The element that index.html marks with this `data-part`. */
export const part = (root: ParentNode, name: string): HTMLElement => find(root, `[data-part="${name}"]`, HTMLElement);

/** A copy of the content of a template of index.html. */
export function copy(template: string): HTMLElement {
  const { content } = find(document, `template#${template}`, HTMLTemplateElement);
  const clone = document.importNode(content, true).firstElementChild;
  if (clone instanceof HTMLElement) return clone;
  throw new Error(`The template ${template} is empty.`);
}

/** Sets a text if it differs: a screen reader does not repeat what stays the same. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows a text, or hides its element if the text is empty. */
export function tell(element: HTMLElement, text: string): void {
  write(element, text);
  element.hidden = text === '';
}

/**
 * Makes these the only children of an element, in this order. It moves only what differs, so that the focus stays.
 * @returns whether a removed element had the focus
 */
export function place(parent: HTMLElement, items: readonly HTMLElement[]): boolean {
  const focused = parent.contains(document.activeElement);
  for (const child of [...parent.children]) if (!items.some((item) => item === child)) child.remove();
  items.forEach((item, index) => {
    const there = parent.children[index] ?? null;
    if (there !== item) parent.insertBefore(item, there);
  });
  return focused && !parent.contains(document.activeElement);
}

/** The value of a form's field. */
export function fieldOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Runs the action of a button or form. While it runs, pressing again does nothing. */
export async function whileBusy(element: HTMLElement, run: () => Promise<void>): Promise<void> {
  if (element.ariaBusy === 'true') return;
  element.ariaBusy = 'true';
  try {
    await run();
  } finally {
    element.ariaBusy = 'false';
  }
}
