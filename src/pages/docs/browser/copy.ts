const SHOWN_MS = 2000;

/**
 * Adds a button that copies to each block of code. Without a secure context there is no clipboard, so there is no
 * button.
 */
export function addCopyButtons(): void {
  if (navigator.clipboard === undefined) return;
  for (const figure of document.querySelectorAll('figure')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'quiet';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      const code = [...figure.querySelectorAll('pre')].find((pre) => pre.checkVisibility());
      await navigator.clipboard.writeText(code?.textContent ?? '');
      button.textContent = 'Copied';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, SHOWN_MS);
    });
    figure.querySelector('figcaption')?.append(button);
  }
}
