import { type Context, explain } from './context.ts';
import { copy, fieldOf, find, tell, write } from './dom.ts';
import { Pager } from './pager.ts';
import { Refusal } from './refusal.ts';
import { type Order, Roster, select } from './roster.ts';
import { type CardEvents, UserCard } from './user-card.ts';
import type { ShownUser } from './wire.ts';
import { summary } from './words.ts';

const PAGE_SIZE = 25;
/** A page of so few users shows all of each. */
const FEW = 3;
/** How many users a search or another order reads by itself, and how many more each time it is told to. */
const SEARCH_SIZE = 100;
const READ_MORE = 1000;
/** How long typing must rest before the filter is applied, in milliseconds. */
const TYPING_MS = 300;
const ID = /^[A-Za-z0-9._:@|+-]{1,128}$/;

/** The list of users: search, filters, order, pages, and a card each. */
export class UsersView {
  readonly #context: Context;
  readonly #events: CardEvents;
  readonly #filters = find(document, '#filters', HTMLFormElement);
  readonly #fault = find(document, '#fault', HTMLElement);
  readonly #list = find(document, '#cards', HTMLElement);
  readonly #empty = find(document, '#empty', HTMLElement);
  readonly #title = find(document, '#users-title', HTMLElement);
  readonly #pager: Pager;
  #cards: UserCard[] = [];
  #roster: Roster;
  #listing = '';
  /** Shown first: whom the search names by the whole id, or who was just created. */
  #first: ShownUser | undefined;
  #loads = 0;

  /** @param events what to do for the user whose button was pressed */
  constructor(context: Context, events: Omit<CardEvents, 'looked' | 'dismiss'>) {
    this.#context = context;
    this.#roster = this.#newRoster();
    this.#events = {
      ...events,
      looked: (fault) => tell(this.#fault, fault),
      dismiss: (card) => this.#dismiss(card),
    };
    this.#pager = new Pager(PAGE_SIZE, {
      turned: () => this.#turn(),
      readMore: () => this.load(this.#roster.size + READ_MORE),
      stop: () => this.#loads++,
    });
    let typing = 0;
    this.#filters.addEventListener('input', () => {
      clearTimeout(typing);
      typing = window.setTimeout(() => this.#search(), TYPING_MS);
    });
    this.#filters.addEventListener('submit', (event) => {
      event.preventDefault();
      clearTimeout(typing);
      this.#search();
    });
    this.#list.replaceChildren(copy('skeleton'), copy('skeleton'), copy('skeleton'));
  }

  /** Reads all anew, as far as it was read, and shows the same page. */
  async refresh(): Promise<void> {
    const { size } = this.#roster;
    this.#roster = this.#newRoster();
    await this.load(size);
  }

  /** Shows a new user first, wherever the list has them. */
  add(user: ShownUser): void {
    this.#first = user;
    this.#pager.page = 1;
    this.#show();
    this.#cards[0]?.open();
  }

  tick(): void {
    for (const card of this.#cards) card.tick();
  }

  /**
   * Reads until so many users are known, and shows them; what is shown already stays if the service fails.
   * @param size at least what the page, the search and the order ask for
   */
  async load(size = 0): Promise<void> {
    const load = ++this.#loads;
    const goOn = () => load === this.#loads;
    const roster = this.#roster;
    this.#list.ariaBusy = 'true';
    this.#pager.reads(size - roster.size >= READ_MORE);
    try {
      const [first] = await Promise.all([this.#findExactly(), this.#read(roster, size, goOn)]);
      if (roster !== this.#roster) return;
      tell(this.#fault, '');
      if (goOn()) this.#first = first;
      this.#show();
    } catch (error) {
      if (!goOn()) return;
      this.#showFault(error);
    } finally {
      if (roster === this.#roster) {
        this.#list.ariaBusy = 'false';
        this.#pager.reads(false);
      }
    }
  }

  async #read(roster: Roster, size: number, goOn: () => boolean): Promise<void> {
    const narrowed = this.#text !== '' || this.#order !== 'listed';
    const wanted = Math.max(size, this.#pager.page * PAGE_SIZE, narrowed ? SEARCH_SIZE : 0);
    try {
      await roster.readUpTo(wanted, () => {
        this.#tellSummary(roster);
        return goOn();
      });
    } catch (error) {
      // A viewer's token may not list users, but see the one whose id is given.
      if (!(this.#text !== '' && error instanceof Refusal && error.status === 403)) throw error;
    }
  }

  /** The user whose id the search is. */
  async #findExactly(): Promise<ShownUser | undefined> {
    const { api } = this.#context;
    const id = this.#text;
    if (!ID.test(id) || this.#roster.has(id)) return undefined;
    try {
      return await api.user(id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 404) return undefined;
      if (error.status !== 403) throw error;
      // A viewer's token may not read users, but what its own user watches.
      await api.streams(id);
      return { id, Name: id, Subscription: '' };
    }
  }

  async #search(): Promise<void> {
    this.#pager.page = 1;
    this.#first = undefined;
    if (this.#listing !== this.#listingNow) this.#roster = this.#newRoster();
    else this.#show();
    await this.load();
    if (this.#cards.length <= FEW) for (const card of this.#cards) card.open();
  }

  async #turn(): Promise<void> {
    await this.load();
    this.#title.scrollIntoView();
    this.#title.focus({ preventScroll: true });
    this.#context.say(`Page ${this.#pager.page}.`);
  }

  #dismiss(card: UserCard): void {
    const { id } = card.user;
    this.#roster.drop(id);
    if (this.#first?.id === id) this.#first = undefined;
    this.#title.focus({ preventScroll: true });
    this.#show();
  }

  get #text(): string {
    return fieldOf(this.#filters, 'search');
  }

  get #order(): Order {
    const order = fieldOf(this.#filters, 'order');
    return ORDERS.find((each) => each === order) ?? 'listed';
  }

  /** What the service is asked to list. */
  get #listingNow(): string {
    return JSON.stringify([fieldOf(this.#filters, 'subscription'), fieldOf(this.#filters, 'online')]);
  }

  #newRoster(): Roster {
    const subscription = fieldOf(this.#filters, 'subscription');
    const online = fieldOf(this.#filters, 'online');
    this.#listing = this.#listingNow;
    return new Roster((cursor, limit) => this.#context.api.users({ limit, cursor, subscription, online }));
  }

  #selected(roster: Roster): ShownUser[] {
    const first = this.#first ?? roster.users.find(({ id }) => id === this.#text);
    const found = select(roster.users, this.#text, this.#order).filter(({ id }) => id !== first?.id);
    return first ? [first, ...found] : found;
  }

  #show(): void {
    const before = this.#cards;
    const found = this.#selected(this.#roster);
    this.#cards = this.#pager.slice(found).map((user) => {
      const old = before.find((card) => card.user.id === user.id);
      return old && (same(old.user, user) || old.isRemoved) ? old : new UserCard(this.#context, user, this.#events);
    });
    this.#list.replaceChildren(...this.#cards.map((card) => card.element));
    for (const card of this.#cards) {
      if (before.includes(card)) continue;
      if (this.#cards.length <= FEW) card.open();
      else card.look();
    }
    this.#tellSummary(this.#roster);
    this.#showEmpty();
  }

  #tellSummary(roster: Roster): void {
    if (roster !== this.#roster) return;
    const found = this.#selected(roster).length;
    const isNarrowed = this.#text !== '';
    this.#pager.show({ found, canReadOn: !roster.isComplete, isNarrowed: isNarrowed || this.#order !== 'listed' });
    const { size: read, isComplete } = roster;
    const isOrdered = this.#order !== 'listed';
    this.#pager.tell(summary({ read, isComplete, found: isNarrowed ? found : undefined, isOrdered }));
  }

  #showFault(error: unknown): void {
    const status = error instanceof Refusal ? error.status : 0;
    const hint = status === 403 ? " A viewer's token opens one user: fill in that id." : '';
    tell(this.#fault, `${explain(error)}${hint}`);
    if (status >= 400 && status < 500) this.#cards = [];
    this.#pager.slice(this.#selected(this.#roster));
    this.#list.replaceChildren(...this.#cards.map((card) => card.element));
  }

  #showEmpty(): void {
    const isFiltered = this.#text !== '' || this.#listing !== '["",""]';
    this.#empty.hidden = this.#cards.length > 0;
    find(this.#empty, 'button', HTMLButtonElement).hidden = isFiltered || !this.#roster.isComplete;
    const nobody = isFiltered ? 'No user here.' : 'There are no users yet. Create one, and start some streams.';
    write(
      find(this.#empty, 'p', HTMLElement),
      this.#roster.isComplete ? nobody : 'None of the users read so far. There are more to read.',
    );
  }
}

const ORDERS: readonly Order[] = ['listed', 'name', 'id', 'streams'];

const same = (a: ShownUser, b: ShownUser): boolean =>
  a.id === b.id && a.Name === b.Name && a.Subscription === b.Subscription;
