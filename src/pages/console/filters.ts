import { fieldOf, find } from './dom.ts';
import type { Order } from './roster.ts';

const ORDERS: readonly Order[] = ['listed', 'name', 'id', 'streams'];
const ID = /^[ -~]{1,255}$/;
/** How long typing must rest before it is gone by, in milliseconds. */
const TYPING_MS = 300;

/** What is filled in above the list. */
export class Filters {
  readonly #form = find(document, '#filters', HTMLFormElement);

  /** @param changed is called when something else is asked for */
  constructor(changed: () => void) {
    let typing = 0;
    this.#form.addEventListener('input', () => {
      clearTimeout(typing);
      typing = window.setTimeout(changed, TYPING_MS);
    });
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      clearTimeout(typing);
      changed();
    });
  }

  /** A part of a name or id; '' for everybody. */
  get text(): string {
    return fieldOf(this.#form, 'search');
  }

  /** The id that the text may be. */
  get id(): string | undefined {
    return ID.test(this.text) ? this.text : undefined;
  }

  get order(): Order {
    const order = fieldOf(this.#form, 'order');
    return ORDERS.find((each) => each === order) ?? 'listed';
  }

  /** What the service filters by itself. */
  get listing(): { readonly subscription: string; readonly online: string } {
    return { subscription: fieldOf(this.#form, 'subscription'), online: fieldOf(this.#form, 'online') };
  }

  /** Whether what is shown is a choice of what was read, or in another order. */
  get isNarrowed(): boolean {
    return this.text !== '' || this.order !== 'listed';
  }

  /** Whether the service leaves nobody out. */
  get listsAll(): boolean {
    const { subscription, online } = this.listing;
    return subscription === '' && online === '';
  }
}
