/** Marks the reader's place in the contents, and folds them on a narrow screen. */
export function followContents(): void {
  const contents = document.querySelector<HTMLElement>('#contents');
  const menu = document.querySelector<HTMLButtonElement>('#menu');
  if (contents === null || menu === null) return;

  const unfold = (open: boolean) => {
    menu.ariaExpanded = String(open);
    contents.classList.toggle('folded', !open);
    contents.classList.toggle('unfolded', open);
  };
  menu.hidden = false;
  unfold(false);
  menu.addEventListener('click', () => unfold(menu.ariaExpanded !== 'true'));
  contents.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLAnchorElement) unfold(false);
  });
  contents.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    unfold(false);
    menu.focus();
  });

  const links = new Map([...contents.querySelectorAll('a')].map((link) => [link.hash.slice(1), link]));
  const headings = [...links.keys()].flatMap((id) => document.getElementById(id) ?? []);
  const mark = () => {
    // The last heading above the upper third of the window.
    const current = headings.findLast((heading) => heading.getBoundingClientRect().top < window.innerHeight / 3);
    for (const [id, link] of links) {
      if (id === current?.id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  let waiting = false;
  document.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  });
  mark();
}
