import { find, write } from './dom.ts';
import type { Filters } from './filters.ts';
import type { Pager } from './pager.ts';
import type { Roster } from './roster.ts';
import { summary } from './words.ts';

/** The list's status: how many users it has, and why it is empty. */
export class ListStatus {
  readonly #filters: Filters;
  readonly #pager: Pager;
  readonly #empty = find(document, '#empty', HTMLElement);

  constructor(filters: Filters, pager: Pager) {
    this.#filters = filters;
    this.#pager = pager;
  }

  /**
   * @param found how many of the users that were read match the search
   * @param isEmpty whether the list shows nobody
   */
  show(roster: Roster, found: number, isEmpty: boolean): void {
    const { text: search, listsAll } = this.#filters;
    const isAll = listsAll && search === '';
    const nobody = isAll ? 'There are no users yet. Create one, and start some streams.' : 'No users match.';
    const text = roster.isComplete ? nobody : 'No match among the users read so far. There are more to read.';
    this.tell(roster, found);
    this.#empty.hidden = !isEmpty;
    find(this.#empty, 'button', HTMLButtonElement).hidden = !(isAll && roster.isComplete);
    write(find(this.#empty, 'p', HTMLElement), text);
  }

  /** Says how many users were read. */
  tell({ size: read, isComplete, isForbidden }: Roster, found: number): void {
    const { text, order, isNarrowed } = this.#filters;
    const counts = { read, isComplete, found: text === '' ? undefined : found, isOrdered: order !== 'listed' };
    this.#pager.show({ found, canReadOn: !isComplete && !isForbidden, isNarrowed });
    this.#pager.tell(isForbidden ? '' : summary(counts));
  }
}
