/** One way to break the code on purpose: in `file`, `search` (found exactly once) becomes `replace`. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly search: string;
  readonly replace: string;
  /** The tests that should notice, as a pattern of jest's; the ones that are quick to do so. */
  readonly tests: string;
  /** Which tests in there, if not all. */
  readonly only?: string;
}
