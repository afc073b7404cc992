import { fieldOf, find } from './dom.ts';
import type { Order } from './roster.ts';

const ORDERS: readonly Order[] = ['listed', 'name', 'id', 'streams'];
const ID = /^[ -~]{1,255}$/;
/** How long typing must pause before the search runs, in milliseconds. */
const TYPING_MS = 300;

/** The search, the filters and the order above the list. */
export class Filters {
  readonly #form = find(document, '#filters', HTMLFormElement);

  /** @param changed called when one of them changes */
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

  /** A part of a name or id; empty: all users. */
  get text(): string {
    return fieldOf(this.#form, 'search');
  }

  /** The text as an id, if it can be one. */
  get id(): string | undefined {
    return ID.test(this.text) ? this.text : undefined;
  }

  get order(): Order {
    const order = fieldOf(this.#form, 'order');
    return ORDERS.find((known) => known === order) ?? 'listed';
  }

  /** The filters that the service applies. */
  get listing(): { readonly subscription: string; readonly online: string } {
    return { subscription: fieldOf(this.#form, 'subscription'), online: fieldOf(this.#form, 'online') };
  }

  /** Whether the list shows only a part of the users that were read, or in another order. */
  get isNarrowed(): boolean {
    return this.text !== '' || this.order !== 'listed';
  }

  /** Whether the service applies no filter. */
  get listsAll(): boolean {
    const { subscription, online } = this.listing;
    return subscription === '' && online === '';
  }
}
