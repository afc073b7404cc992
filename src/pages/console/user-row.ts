import { titleOf } from './catalogue.ts';
import { find, part, tell, write } from './dom.ts';
import type { ShownUser, Streams } from './wire.ts';
import { clockTime } from './words.ts';

/** The part of a card that is always visible: the user, and what is on. A click opens and closes the rest. */
export class UserRow {
  readonly #card: HTMLElement;
  readonly #toggle: HTMLButtonElement;
  readonly #opened: () => void;
  readonly #now: () => number;
  #isRemoved = false;
  /** Whether the list's time of the last stream is missing, or out of date. */
  #wasOn = true;

  /**
   * @param now the server's time, in epoch milliseconds
   * @param opened called when the card has been opened
   */
  constructor(card: HTMLElement, { id, Name, Subscription, Status }: ShownUser, now: () => number, opened: () => void) {
    this.#card = card;
    this.#now = now;
    this.#opened = opened;
    this.#toggle = find(card, '[data-part=toggle]', HTMLButtonElement);
    this.#toggle.addEventListener('click', () => this.#setOpen(!this.isOpen));
    card.ariaLabel = Name;
    for (const [name, text] of Object.entries({ name: Name, id, plan: Subscription })) {
      write(part(card, name), text);
      part(card, name).title = text;
    }
    if (Status) this.#tellListed(Status);
  }

  get isOpen(): boolean {
    return this.#toggle.ariaExpanded === 'true';
  }

  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  open(): void {
    if (!this.isOpen) this.#setOpen(true);
  }

  show({ activeStreams, limit, streams }: Streams): void {
    write(part(this.#card, 'usage'), `${activeStreams} of ${limit} in use`);
    const on = streams.map(({ stream, device }) => titleOf(stream) + (device === undefined ? '' : ` on ${device}`));
    // Only the list has the time of the last stream, so keep it while nothing new was on.
    if (on.length > 0 || this.#wasOn) this.#tellOn(on.join(', '), 'Nothing is on');
    this.#wasOn ||= on.length > 0;
  }

  showUnknown(): void {
    write(part(this.#card, 'usage'), 'No answer');
  }

  showRemoved(): void {
    const focused = this.#card.contains(document.activeElement);
    this.#isRemoved = true;
    this.#setOpen(false);
    this.#toggle.disabled = true;
    this.#card.dataset.removed = '';
    write(part(this.#card, 'usage'), '');
    tell(part(this.#card, 'on'), 'This user was removed.');
    const dismiss = part(this.#card, 'dismiss');
    dismiss.hidden = false;
    if (focused) dismiss.focus();
  }

  /** What the list says, until the user's streams are read. */
  #tellListed({ Online, offline }: NonNullable<ShownUser['Status']>): void {
    const { activeStreams, watching } = Online.Streams;
    write(part(this.#card, 'usage'), `${activeStreams} in use`);
    const seen = offline.lastOnline;
    this.#wasOn = seen === null;
    const idle = seen === null ? 'Nothing is on' : `Last watched ${clockTime(Date.parse(seen), this.#now())}`;
    this.#tellOn(watching.map(titleOf).join(', '), idle);
  }

  #tellOn(on: string, idle: string): void {
    const text = part(this.#card, 'on');
    text.toggleAttribute('data-idle', on === '');
    write(text, on || idle);
  }

  #setOpen(isOpen: boolean): void {
    this.#toggle.ariaExpanded = String(isOpen);
    part(this.#card, 'body').hidden = !isOpen;
    if (isOpen) this.#opened();
  }
}
