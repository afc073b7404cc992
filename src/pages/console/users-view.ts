import { type Context, explain } from './context.ts';
import { copy, find, place, tell } from './dom.ts';
import { Filters } from './filters.ts';
import { ListStatus } from './list-status.ts';
import { Pager } from './pager.ts';
import type { Playing } from './playing.ts';
import { Refusal } from './refusal.ts';
import { Roster, select } from './roster.ts';
import { type CardEvents, UserCard } from './user-card.ts';
import type { ShownUser } from './wire.ts';

const PAGE_SIZE = 25;
/** Up to this many users, all rows are open. */
const FEW = 3;
/** How many users a search or an order reads at first, and how many more each request reads. */
const SEARCH_SIZE = 100;
const READ_MORE = 1000;

/** The list of users: search, filters, order, pages, and a card each. */
export class UsersView {
  readonly #context: Context;
  readonly #events: CardEvents;
  readonly #fault = find(document, '#fault', HTMLElement);
  readonly #list = find(document, '#cards', HTMLElement);
  readonly #title = find(document, '#users-title', HTMLElement);
  readonly #filters = new Filters(() => this.#search());
  readonly #pager: Pager;
  readonly #status: ListStatus;
  #cards: UserCard[] = [];
  #listing = this.#filters.listing;
  #roster: Roster;
  /** Shown first: the user whose whole id the search has, or who was just created. */
  #first: ShownUser | undefined;
  #loads = 0;

  /** @param events actions on the user whose button was pressed */
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
    this.#status = new ListStatus(this.#filters, this.#pager);
    this.#list.replaceChildren(copy('skeleton'), copy('skeleton'), copy('skeleton'));
  }

  /** Reads as many users again as before, and shows the same page. */
  async refresh(): Promise<void> {
    const { size } = this.#roster;
    this.#roster = this.#newRoster();
    await this.load(size);
  }

  /** Shows a new user first, whatever the order. */
  add(user: ShownUser): void {
    this.#showFirst(user);
    this.#pager.page = 1;
    this.#show();
    this.#cards[0]?.open();
  }

  /** Called when a player on this page changes its state. */
  changed(player: Playing): void {
    const card = this.#cards.find(({ user }) => user.id === player.id);
    if (card) card.changed(player);
    // No card is shown on which the viewer could choose a stream to end.
    else if (player.state === 'denied') this.#context.players.forget(player);
  }

  tick(): void {
    for (const card of this.#cards) card.tick();
  }

  /**
   * Reads until `size` users are known, and shows them. If the service fails, the shown ones stay.
   * @param size at least what the page, the search and the order need
   */
  async load(size = 0): Promise<void> {
    const load = ++this.#loads;
    const goOn = () => load === this.#loads;
    const roster = this.#roster;
    this.#list.ariaBusy = 'true';
    this.#pager.reads(size - roster.size >= READ_MORE);
    try {
      const { id } = this.#filters;
      const isKnown = id === undefined || roster.has(id);
      const [first] = await Promise.all([
        isKnown ? undefined : this.#context.api.find(id),
        this.#read(roster, size, goOn),
      ]);
      if (roster !== this.#roster) return;
      tell(this.#fault, '');
      if (goOn()) this.#showFirst(first);
      this.#show();
    } catch (error) {
      if (goOn()) this.#showFault(error);
    } finally {
      if (roster === this.#roster) {
        this.#list.ariaBusy = 'false';
        this.#pager.reads(false);
      }
    }
  }

  async #read(roster: Roster, size: number, goOn: () => boolean): Promise<void> {
    const { isNarrowed, id } = this.#filters;
    try {
      await roster.readUpTo(Math.max(size, this.#pager.page * PAGE_SIZE, isNarrowed ? SEARCH_SIZE : 0), () => {
        if (roster === this.#roster) this.#status.tell(roster, this.#selected(roster).length);
        return goOn();
      });
    } catch (error) {
      // A viewer's token may not list users, but may read its own.
      if (!(id !== undefined && error instanceof Refusal && error.status === 403)) throw error;
    }
  }

  async #search(): Promise<void> {
    const { subscription, online } = this.#filters.listing;
    this.#pager.page = 1;
    this.#first = undefined;
    if (subscription === this.#listing.subscription && online === this.#listing.online) this.#show();
    else this.#roster = this.#newRoster();
    await this.load();
    if (this.#cards.length <= FEW) for (const card of this.#cards) card.open();
  }

  async #turn(): Promise<void> {
    await this.load();
    this.#title.scrollIntoView();
    this.#title.focus({ preventScroll: true });
    this.#context.say(`Page ${this.#pager.page}.`);
  }

  #dismiss({ user: { id } }: UserCard): void {
    this.#roster.drop(id);
    if (this.#first?.id === id) this.#first = undefined;
    this.#show();
  }

  #newRoster(): Roster {
    const listing = this.#filters.listing;
    this.#listing = listing;
    return new Roster((cursor, limit) => this.#context.api.users({ limit, cursor, ...listing }));
  }

  #selected(roster: Roster): ShownUser[] {
    const { text, order } = this.#filters;
    const first = this.#first ?? roster.users.find(({ id }) => id === text);
    const found = select(roster.users, text, order).filter(({ id }) => id !== first?.id);
    return first ? [first, ...found] : found;
  }

  #showFirst(user: ShownUser | undefined): void {
    this.#first = user;
    // The list was read before this user was created, or the filters leave the user out.
    if (user && this.#filters.listsAll && this.#roster.isComplete) this.#roster.add(user);
  }

  #show(): void {
    const before = this.#cards;
    this.#cards = this.#pager.slice(this.#selected(this.#roster)).map((user) => {
      const old = before.find((card) => card.user.id === user.id);
      return old && (same(old.user, user) || old.isRemoved) ? old : new UserCard(this.#context, user, this.#events);
    });
    const elements = this.#cards.map((card) => card.element);
    if (place(this.#list, elements)) this.#title.focus({ preventScroll: true });
    for (const card of this.#cards.filter((shown) => !before.includes(shown))) {
      if (this.#cards.length <= FEW) card.open();
      else card.look();
    }
    this.#status.show(this.#roster, this.#selected(this.#roster).length, this.#cards.length === 0);
  }

  #showFault(error: unknown): void {
    const status = error instanceof Refusal ? error.status : 0;
    const hint = status === 403 ? " A viewer's token opens one user: fill in that id." : '';
    tell(this.#fault, `${explain(error)}${hint}`);
    if (status >= 400 && status < 500) this.#cards = [];
    this.#pager.slice(this.#selected(this.#roster));
    place(
      this.#list,
      this.#cards.map((card) => card.element),
    );
  }
}

const same = (a: ShownUser, b: ShownUser): boolean =>
  a.id === b.id && a.Name === b.Name && a.Subscription === b.Subscription;
