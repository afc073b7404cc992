const HEADER = '| broken on purpose | noticed by |\n|---|---|\n';

/**
 * The table of mutations in docs/correctness.md, with what a run found out. The rows of mutations that did not run stay
 * as they are; those of mutations that there are no more go.
 * @param names of all mutations, in their order
 * @param noticedBy by name: what noticed it
 * @throws Error if the text has no such table at its end, or a mutation has neither run nor a row
 */
export function withTable(text: string, names: readonly string[], noticedBy: ReadonlyMap<string, string>): string {
  const rows = rowsOf(text);
  const lines = names.map((name) => {
    const noticed = noticedBy.get(name) ?? rows.get(name);
    if (noticed === undefined) throw new Error(`"${name}" has not run, and has no row: run it with --write.`);
    return `| ${name} | ${noticed} |\n`;
  });
  return `${text.slice(0, startOf(text))}${lines.join('')}`;
}

/** What the table says now, by the mutations' names. */
export function rowsOf(text: string): Map<string, string> {
  const rows = text.slice(startOf(text)).trimEnd().split('\n');
  return new Map(
    rows.flatMap((row) => {
      const [, name, noticed] = /^\| (.+?) \| (.+) \|$/.exec(row) ?? [];
      return name === undefined || noticed === undefined ? [] : [[name, noticed] as const];
    }),
  );
}

function startOf(text: string): number {
  const header = text.indexOf(HEADER);
  if (header === -1) throw new Error('There is no table of mutations.');
  return header + HEADER.length;
}
