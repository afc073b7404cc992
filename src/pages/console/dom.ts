type Kind<T extends Element> = new () => T;

/** @throws Error when index.html has no such element */
export function find<T extends Element>(root: ParentNode, selector: string, kind: Kind<T>): T {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`index.html has no ${kind.name} ${selector}`);
}

/** The element that index.html marks with this `data-part`. */
export const part = (root: ParentNode, name: string): HTMLElement => find(root, `[data-part="${name}"]`, HTMLElement);

/** A copy of what a template of index.html holds. */
export function copy(template: string): HTMLElement {
  const { content } = find(document, `template#${template}`, HTMLTemplateElement);
  const clone = document.importNode(content, true).firstElementChild;
  if (clone instanceof HTMLElement) return clone;
  throw new Error(`The template ${template} is empty.`);
}

/** Sets a text where it differs: what stays as it is, a screen reader does not read again. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows a text, or hides its element when there is none. */
export function tell(element: HTMLElement, text: string): void {
  write(element, text);
  element.hidden = text === '';
}

/**
 * Makes these all that an element holds, in this order. Only what differs is moved, so that the focus stays where it
 * is.
 * @returns whether the focus was on something that is gone now
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

/** A field of a form, which every form control of this page has a name for. */
export function fieldOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** Runs what a button or form asks for, once at a time: pressed again meanwhile, it does nothing. */
export async function whileBusy(element: HTMLElement, run: () => Promise<void>): Promise<void> {
  if (element.ariaBusy === 'true') return;
  element.ariaBusy = 'true';
  try {
    await run();
  } finally {
    element.ariaBusy = 'false';
  }
}
