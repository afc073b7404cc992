/** The outcome of a response. Each is logged, counted and announced. */
export type Outcome =
  /** Something was changed, as the sentence says. */
  | { readonly kind: 'acted'; readonly said: string }
  /** Nothing was changed: a bound, a cool-down, a switch, or a state in which it would not help. */
  | { readonly kind: 'declined'; readonly said: string; readonly quiet?: true }
  /** It was tried, and AWS refused it. */
  | { readonly kind: 'failed'; readonly said: string; readonly error: unknown };

export const acted = (said: string): Outcome => ({ kind: 'acted', said });
export const declined = (said: string): Outcome => ({ kind: 'declined', said });
/** What is no news to those who are paged: it is logged and counted only. */
export const declinedQuietly = (said: string): Outcome => ({ kind: 'declined', said, quiet: true });
