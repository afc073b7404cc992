import { type Context, explain } from './context.ts';
import { copy, fieldOf, find, tell, write } from './dom.ts';
import { Refusal } from './refusal.ts';
import { UserCard } from './user-card.ts';
import type { ShownPage, ShownUser } from './wire.ts';

const PAGE_SIZE = 5;
/** How long typing must rest before the filter is applied, in milliseconds. */
const TYPING_MS = 300;

/** The list of users: filters, pages, and a card each. */
export class UsersView {
  readonly #context: Context;
  readonly #remove: (card: UserCard) => void;
  readonly #filters = find(document, '#filters', HTMLFormElement);
  readonly #fault = find(document, '#fault', HTMLElement);
  readonly #list = find(document, '#cards', HTMLElement);
  readonly #empty = find(document, '#empty', HTMLElement);
  readonly #pages = find(document, '.pages', HTMLElement);
  readonly #back = find(document, '#back', HTMLButtonElement);
  readonly #next = find(document, '#next', HTMLButtonElement);
  #cards: UserCard[] = [];
  /** Where each page up to this one starts. The service's cursors only lead forward. */
  #starts: (string | undefined)[] = [undefined];
  #cursor: string | undefined;
  #loads = 0;

  /** @param remove is called for the user whose remove button was pressed */
  constructor(context: Context, remove: (card: UserCard) => void) {
    this.#context = context;
    this.#remove = remove;
    let typing = 0;
    this.#filters.addEventListener('input', () => {
      clearTimeout(typing);
      typing = window.setTimeout(() => this.restart(), TYPING_MS);
    });
    this.#filters.addEventListener('submit', (event) => {
      event.preventDefault();
      this.restart();
    });
    this.#next.addEventListener('click', () => this.#turn([...this.#starts, this.#cursor]));
    this.#back.addEventListener('click', () => this.#turn(this.#starts.slice(0, -1)));
    this.#list.replaceChildren(copy('skeleton'), copy('skeleton'), copy('skeleton'));
  }

  /** Shows the first page. */
  restart(): Promise<void> {
    return this.load([undefined]);
  }

  /**
   * Shows a page as it is now; what is shown already stays if the service fails.
   * @param starts where each page up to this one starts
   */
  async load(starts = this.#starts): Promise<void> {
    const load = ++this.#loads;
    this.#list.ariaBusy = 'true';
    try {
      const { users, cursor } = await this.#read(starts.at(-1));
      if (load !== this.#loads) return;
      tell(this.#fault, '');
      this.#starts = starts;
      this.#cursor = cursor;
      this.#show(users);
    } catch (error) {
      if (load !== this.#loads) return;
      const status = error instanceof Refusal ? error.status : 0;
      tell(
        this.#fault,
        `${explain(error)}${status === 403 ? " A viewer's token opens one user: fill in that id." : ''}`,
      );
      if (status >= 400 && status < 500) this.#cards = [];
      this.#list.replaceChildren(...this.#cards.map((card) => card.element));
    } finally {
      if (load === this.#loads) this.#list.ariaBusy = 'false';
    }
  }

  /** Shows a new user first, wherever the listing has them. */
  add(user: ShownUser): void {
    this.#show([user, ...this.#cards.map((card) => card.user).filter(({ id }) => id !== user.id)]);
  }

  drop(card: UserCard): void {
    this.#show(this.#cards.filter((each) => each !== card).map((each) => each.user));
  }

  tick(): void {
    for (const card of this.#cards) card.tick();
  }

  async #turn(starts: (string | undefined)[]): Promise<void> {
    await this.load(starts);
    find(document, '#main', HTMLElement).focus();
    this.#context.say(`Page ${this.#starts.length}.`);
  }

  async #read(cursor: string | undefined): Promise<ShownPage> {
    const { api } = this.#context;
    const id = fieldOf(this.#filters, 'id');
    const subscription = fieldOf(this.#filters, 'subscription');
    const online = fieldOf(this.#filters, 'online');
    if (id === '') return api.users({ limit: PAGE_SIZE, cursor, subscription, online });
    try {
      return { users: [await api.user(id)] };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 404) return { users: [] };
      if (error.status !== 403) throw error;
      // A viewer's token may not read users, but what its own user watches.
      await api.streams(id);
      return { users: [{ id, Name: id, Subscription: '' }] };
    }
  }

  #show(users: readonly ShownUser[]): void {
    const events = {
      remove: this.#remove,
      gone: (card: UserCard) => this.drop(card),
      looked: (fault: string) => tell(this.#fault, fault),
    };
    const before = this.#cards;
    this.#cards = users.map(
      (user) => before.find((card) => same(card.user, user)) ?? new UserCard(this.#context, user, events),
    );
    this.#list.replaceChildren(...this.#cards.map((card) => card.element));
    for (const card of this.#cards) card.look();
    this.#showPaging();
  }

  #showPaging(): void {
    const page = this.#starts.length;
    const filtered = ['id', 'subscription', 'online'].some((name) => fieldOf(this.#filters, name) !== '');
    this.#back.disabled = page === 1;
    this.#next.disabled = this.#cursor === undefined;
    this.#pages.hidden = this.#back.disabled && this.#next.disabled;
    write(find(document, '#page', HTMLElement), `Page ${page}`);
    this.#empty.hidden = this.#cards.length > 0;
    find(this.#empty, 'button', HTMLButtonElement).hidden = filtered || page > 1;
    write(find(this.#empty, 'p', HTMLElement), this.#whyEmpty(filtered || page > 1));
  }

  #whyEmpty(filtered: boolean): string {
    if (this.#cursor !== undefined) return 'None of the users looked through so far. Next looks further.';
    return filtered ? 'No user here.' : 'There are no users yet. Create one, and start some streams.';
  }
}

const same = (a: ShownUser, b: ShownUser): boolean =>
  a.id === b.id && a.Name === b.Name && a.Subscription === b.Subscription;
