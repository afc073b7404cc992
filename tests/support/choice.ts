/**
 * What happens next: the attempt of this operation (by its number) goes to the engine, and its answer is lost or not;
 * or a write of it that the engine has seen before comes to it again (the `write`-th of all that it has seen).
 */
export type Choice = { readonly operation: number } & (
  | { readonly what: 'answered' | 'answer lost' }
  | { readonly what: 'late'; readonly write: number }
);

/** As a failure prints it. */
export const describe = (choice: Choice): string =>
  `\n  ${choice.operation}: ${choice.what === 'late' ? `write ${choice.write} of all comes again` : choice.what}`;
