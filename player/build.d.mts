/** What is published: the scripts. */
export const FILES: readonly string[];

/** The code of one of them, as it is published. */
export function codeOf(file: string): Promise<string>;
