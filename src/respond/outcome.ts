/** The outcome of a response. Each is logged, counted and announced. */
export type Outcome =
  /** Something was changed, as the sentence says. */
  | { readonly kind: 'acted'; readonly said: string }
  /** Nothing was changed, because of a bound, a cool-down, a switch, or a state in which it would not help. */
  | { readonly kind: 'declined'; readonly said: string; readonly quiet?: true }
  /** AWS refused it. */
  | { readonly kind: 'failed'; readonly said: string; readonly error: unknown };

export const acted = (said: string): Outcome => ({ kind: 'acted', said });
export const declined = (said: string): Outcome => ({ kind: 'declined', said });
/** Declined, and only logged and counted: the people on call need not know. */
export const declinedQuietly = (said: string): Outcome => ({ kind: 'declined', said, quiet: true });
