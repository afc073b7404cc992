import type { Bar } from './bars.ts';
import type { Results } from './section.ts';

const number = (value: number): string =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

/** Rows of one shape as a Markdown table, which is legible as it is. */
export function table(title: string, rows: readonly object[]): string {
  const cells = rows.map((row) => flatten(row));
  const head = Object.keys(cells[0] ?? {});
  const widths = head.map((key) => Math.max(key.length, ...cells.map((row) => (row[key] ?? '').length)));
  const line = (values: readonly string[]) =>
    `| ${values.map((value, i) => value.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line(head),
    `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    ...cells.map((row) => line(head.map((key) => row[key] ?? ''))),
    '',
  ].join('\n');
}

function flatten(row: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(flatten(value, `${prefix}${key} `))
        : [[prefix + key, typeof value === 'number' ? number(value) : String(value)]],
    ),
  );
}

/** All tables of a run. */
export function format(
  { decisions, floor, cpu, inside, coldStart, alternatives, contention, retries, scale, http, server }: Results,
  bars: readonly Bar[],
): string {
  return [
    ...(decisions
      ? [
          table('Each decision, over the wire (units of DynamoDB)', decisions.costs),
          table('What is in requestStream', decisions.contents),
        ]
      : []),
    ...(floor ? [table('Handler against floor, one after the other', floor)] : []),
    ...(cpu ? [table('CPU of a decision, 50 in flight (µs, medians; ratios of the same round)', cpu)] : []),
    ...(inside ? [table('A renewal without a network', inside)] : []),
    ...(coldStart ? [table('Cold start, against the bare SDK handler', coldStart)] : []),
    ...(alternatives ? [table('Ways of enforcing the limit', alternatives)] : []),
    ...(contention ? [table('One user, many players at once', contention)] : []),
    ...(retries ? [table('Behind a network that cuts one attempt in ten', retries)] : []),
    ...(scale
      ? [
          table('Users in the table (ratio: the most against the fewest)', scale.rows),
          table('Making these tables, in seconds (0: kept from before)', [scale.seedSeconds]),
        ]
      : []),
    ...(http ? [table('HTTP through npm start', http)] : []),
    ...(server
      ? [
          table("The server's CPU (µs, medians; the ratio without the token)", server.cpu),
          table('To verify a token (µs)', server.tokens),
          table('One core of the server: CPU a request in µs, half of what it bears, memory', [
            (({ times: _, ...rest }) => rest)(server.load),
          ]),
          table('At half of what the server bears, in turns, the table answering after 3 ms', server.load.times),
          table('Faults on two instances at that load', server.faults),
        ]
      : []),
    ...(bars.length > 0 ? [table('Bars', bars)] : []),
  ].join('\n');
}
