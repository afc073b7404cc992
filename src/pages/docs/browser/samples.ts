import { PLACEHOLDER } from '../render/placeholder.ts';

const KEY = 'streamgate-language';

/** The address of the service: this page is its /docs. */
export const base = (): string => new URL('.', document.baseURI).href.replace(/\/$/, '');

/** Puts the service's own address into the samples, so that they work as they are. */
export function nameTheService(): void {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    if (node.nodeValue?.includes(PLACEHOLDER)) node.nodeValue = node.nodeValue.replaceAll(PLACEHOLDER, base());
  }
}

/** Shows all samples in the chosen language, also on the next visit. */
export function chooseLanguage(): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-choose]')];
  const choose = (language: string) => {
    document.documentElement.dataset.language = language;
    for (const button of buttons) button.ariaPressed = String(button.dataset.choose === language);
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const { top } = button.getBoundingClientRect();
      choose(button.dataset.choose ?? '');
      localStorage.setItem(KEY, button.dataset.choose ?? '');
      // The samples above have other heights now, so scroll back to what the reader looks at.
      window.scrollBy(0, button.getBoundingClientRect().top - top);
    });
  }
  const kept = localStorage.getItem(KEY);
  choose(buttons.some((button) => button.dataset.choose === kept) && kept !== null ? kept : 'curl');
  for (const group of document.querySelectorAll<HTMLElement>('.languages')) group.hidden = false;
}
