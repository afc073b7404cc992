import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { inputOf } from '../../player/src/answers.ts';
import { type Input, TRANSITIONS } from '../../player/src/table.ts';
import type { State } from '../../player/src/types.ts';

import { SCENARIOS } from './conformance/scenarios/all.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const WRITING = read('docs/writing-a-player.md');

/** What the table says that the player does, and what that is to the state machine. */
const MEANINGS: [RegExp, Input][] = [
  [/^plays; renews/, 'granted'],
  [/^does not play/, 'denied'],
  [/^stops playing, tells the viewer why/, 'gone'],
  [/stops, and tells the developer/, 'refused'],
];
const AGAIN = /^sends the same again, later/;

interface Row {
  readonly answer: string;
  readonly to: string;
  readonly does: string;
}

const rows: Row[] = (/<!-- answers -->\n([\s\S]+?)\n<!--/.exec(WRITING)?.[1] ?? '')
  .split('\n')
  .slice(2)
  .map((line) => {
    const [, answer = '', to = '', , does = ''] = line.split('|').map((cell) => cell.trim());
    return { answer, to, does };
  });

const inputOfRow = ({ does }: Row): Input =>
  AGAIN.test(does) ? 'silence' : (MEANINGS.find(([words]) => words.test(does))?.[1] ?? 'start');

/**
 * The statuses of a row, each with its code: of a range, the ends. What is sent again may come from anything, and has
 * none.
 */
function answersOf(row: Row): { status: number; code: string | undefined; problem: boolean }[] {
  const input = inputOfRow(row);
  const named = row.answer.includes('any other') ? 'some-code' : /`([a-z-]+)`/.exec(row.answer)?.[1];
  return [...row.answer.matchAll(/\b[2-5]\d\d\b/g)].map(([status]) => {
    const problem = input !== 'silence' && input !== 'granted' && status !== '401';
    return { status: Number(status), code: problem ? named : undefined, problem };
  });
}

const cases = rows
  .filter(({ to }) => to !== 'stop')
  .flatMap((row) => answersOf(row).map((answer) => ({ ...answer, input: inputOfRow(row) })));

describe('the one table of answers', () => {
  test('has eight rows, each of which this test understands', () => {
    expect(rows).toHaveLength(8);
    expect(cases.length).toBeGreaterThanOrEqual(14);
    expect(new Set(cases.map(({ input }) => input))).toEqual(
      new Set(['granted', 'denied', 'gone', 'refused', 'silence']),
    );
  });

  test.each(cases)('tells what the player takes $status $code for: $input', ({ status, code, problem, input }) => {
    const body = {
      ...(code !== undefined && { code }),
      ...(input === 'granted' && { renewAfter: 54 }),
      ...(status === 401 && { message: 'Unauthorized' }),
    };
    expect(inputOf({ status, body, problem, retryAfter: 0, date: 0 }, true)).toBe(input);
  });

  test('has every answer that the API gives to a player', () => {
    const { paths } = JSON.parse(read('openapi.json'));
    for (const path of ['/requeststream', '/renewstream', '/stopstream']) {
      const statuses = Object.keys(paths[path].post.responses).map(Number);
      expect(statuses.length).toBeGreaterThan(5);
      for (const status of statuses) {
        const listed = cases.some((each) => each.status === status) || (status >= 500 && status <= 599);
        expect([path, status, listed]).toEqual([path, status, true]);
      }
    }
  });
});

/** What leads from one state to another: `granted` is a 200 to those who port it. */
const edges = (text: string) =>
  [...text.matchAll(/^ {4}(\w+) --> (\w+):/gm)].map(([, from = '', to = '']) => [from, to] as [State, State]);

test.each(['docs/writing-a-player.md', 'player/README.md'])('each arrow of %s is one of the state machine', (path) => {
  const drawn = edges(read(path));
  expect(drawn.length).toBeGreaterThan(10);
  for (const [from, to] of drawn)
    expect([from, Object.values(TRANSITIONS[from])]).toEqual([from, expect.arrayContaining([to])]);
});

test('the page of porters lists the scenarios of the conformance suite, each once', () => {
  const [, table = ''] = /<!-- scenarios -->\n([\s\S]+?)\n<!--/.exec(WRITING) ?? [];
  const listed = table.split('\n').slice(2);
  expect(listed).toEqual(SCENARIOS.map(({ name, rules }) => `| ${name} | ${rules} |`));
  expect(new Set(listed).size).toBe(listed.length);
});

test('each rule of the page has a scenario, or cannot be tested by a machine', () => {
  const rules = [...WRITING.matchAll(/^(\d+)\. \*\*/gm)].map(([, number]) => Number(number));
  const covered = new Set(SCENARIOS.flatMap((scenario) => scenario.rules.match(/\d+/g) ?? []).map(Number));
  // The start beside the picture, casting, and what a push channel is for.
  expect(rules.filter((rule) => !covered.has(rule))).toEqual([3, 13, 16]);
});
