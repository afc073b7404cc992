import { describe, expect, test } from '@jest/globals';
import { labelOf } from '../../player/src/label.ts';
import { validate } from '../../src/http/field-errors.ts';
import { RequestStream } from '../../src/http/schemas.ts';

const AGENT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const GRANDMOTHERS = 'おばあちゃんのリビングルームにあるとても大きな新しいテレビのうしろにつないだスティック端末';
const FAMILY = '👨‍👩‍👧';

/** What the service keeps of a label, and what the player sends; '' for none. */
const ENDS: Record<string, (label: string) => string> = {
  'the service': (device) => validate(RequestStream, { id: 'a', stream: 'b', device }).device ?? '',
  'the player': labelOf,
};

describe.each(Object.entries(ENDS))('a label is cleaned, and refused for nothing: %s', (_, clean) => {
  test.each([
    ['Living room', 'Living room'],
    ['Living\r\nroom\t', 'Living room'],
    ['\u2068Pat\u2069 iPhone', 'Pat iPhone'],
    ['\u202egnp.exe\u0000', 'gnp.exe'],
    ['Te\u0301le\u0301', 'Télé'],
    ['', ''],
    [' \n ', ''],
    [AGENT, AGENT.slice(0, 128)],
    [GRANDMOTHERS, GRANDMOTHERS.slice(0, 42)],
    ['📺'.repeat(33), '📺'.repeat(32)],
    [`${'x'.repeat(120)}${FAMILY}`, 'x'.repeat(120)],
    [`${'x'.repeat(127)}e\u0316`, 'x'.repeat(127)],
    [`${'x'.repeat(127)} y`, 'x'.repeat(127)],
  ])('%j', (label, kept) => {
    expect(clean(label)).toBe(kept);
    expect(Buffer.byteLength(clean(label))).toBeLessThanOrEqual(128);
    expect(clean(clean(label))).toBe(kept);
  });
});

test('a label of which nobody would see anything is none', () => {
  for (const device of ['\u3164', '\u200b', '\ud800', '\u0301'])
    expect(validate(RequestStream, { id: 'a', stream: 'b', device })).toEqual({ id: 'a', stream: 'b' });
});
