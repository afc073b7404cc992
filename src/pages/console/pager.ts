import { find, write } from './dom.ts';

export interface PagerEvents {
  /** Called when the reader turns to another page. */
  readonly turned: () => void;
  readonly readMore: () => void;
  /** Called when a person stops the reading of more users. */
  readonly stop: () => void;
}

/** Shows how many users there are, as far as known, with buttons to read more and to turn pages. */
export class Pager {
  /** From 1. */
  page = 1;
  readonly #size: number;
  readonly #summary = find(document, '#summary', HTMLElement);
  readonly #more = find(document, '#more', HTMLButtonElement);
  readonly #stop = find(document, '#stop-reading', HTMLButtonElement);
  readonly #pages = find(document, '.pages', HTMLElement);
  readonly #back = find(document, '#back', HTMLButtonElement);
  readonly #next = find(document, '#next', HTMLButtonElement);

  constructor(size: number, { turned, readMore, stop }: PagerEvents) {
    this.#size = size;
    const turn = (by: number) => () => {
      this.page += by;
      turned();
    };
    this.#next.addEventListener('click', turn(1));
    this.#back.addEventListener('click', turn(-1));
    this.#more.addEventListener('click', readMore);
    this.#stop.addEventListener('click', () => {
      stop();
      this.reads(false);
    });
  }

  /** The part that the page shows; the last page, if there is no such page. */
  slice<T>(all: readonly T[]): T[] {
    this.page = Math.max(1, Math.min(this.page, Math.ceil(all.length / this.#size)));
    return all.slice((this.page - 1) * this.#size, this.page * this.#size);
  }

  /** @param isLong whether reading takes so long that a person may want to stop it */
  reads(isLong: boolean): void {
    const focused = document.activeElement === (isLong ? this.#more : this.#stop);
    this.#stop.hidden = !isLong;
    this.#more.hidden = isLong || this.#more.dataset.wanted !== 'true';
    if (focused) (isLong ? this.#stop : this.#more.hidden ? this.#summary : this.#more).focus();
  }

  /**
   * @param found how many of the users that were read match
   * @param canReadOn whether more users can be read
   * @param isNarrowed whether a search or an order is active. It uses all users that were read, so a further page needs
   *   no reading
   */
  show({ found, canReadOn, isNarrowed }: { found: number; canReadOn: boolean; isNarrowed: boolean }): void {
    const pages = Math.max(1, Math.ceil(found / this.#size));
    this.#more.dataset.wanted = String(canReadOn);
    if (this.#stop.hidden) this.#more.hidden = !canReadOn;
    this.#back.disabled = this.page === 1;
    this.#next.disabled = this.page >= pages && (isNarrowed || !canReadOn);
    this.#pages.hidden = this.#back.disabled && this.#next.disabled;
    write(
      find(document, '#page', HTMLElement),
      canReadOn && !isNarrowed ? `Page ${this.page}` : `Page ${this.page} of ${pages}`,
    );
  }

  tell(summary: string): void {
    write(this.#summary, summary);
  }
}
