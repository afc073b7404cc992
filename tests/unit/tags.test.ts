import { describe, expect, test } from '@jest/globals';
import { validate } from '../../src/http/field-errors.ts';
import { Tags } from '../../src/http/schemas/tags.ts';
import { tagsIn } from '../../src/http/tags-claim.ts';

describe('tags of a request', () => {
  test.each([{}, { quality: 'uhd' }, { a: '1', b: '2', c: '3', d: '4', 'e-5': 'x'.repeat(32) }])(
    '%j are taken',
    (tags) => {
      expect(validate(Tags, tags)).toEqual(tags);
    },
  );

  test.each<[string, unknown, { path: string; message: string }]>([
    ['six', { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' }, { path: '', message: 'must be at most 5 tags' }],
    ['a capital', { quality: 'UHD' }, { path: 'quality', message: 'must be 1 to 32 of a-z 0-9 -' }],
    ['a long value', { quality: 'x'.repeat(33) }, { path: 'quality', message: 'must be 1 to 32 of a-z 0-9 -' }],
    ['a name with a blank', { 'a b': 'c' }, { path: 'a b', message: 'has a name that must be 1 to 32 of a-z 0-9 -' }],
    ['a number', { quality: 4 }, { path: 'quality', message: 'must be a string' }],
    [
      'the stream',
      { stream: 'x' },
      { path: 'stream', message: 'must not be named "stream": that is the stream itself' },
    ],
  ])('%s is refused', (_, tags, error) => {
    expect(() => validate(Tags, tags)).toThrow(expect.objectContaining({ errors: [error] }));
  });
});

describe('tags of a claim', () => {
  test.each<[unknown, object | undefined]>([
    ['quality:uhd', { quality: 'uhd' }],
    ['quality:uhd  place:home', { quality: 'uhd', place: 'home' }],
    ['[quality:uhd place:home]', { quality: 'uhd', place: 'home' }],
    ['{"quality":"uhd"}', { quality: 'uhd' }],
    [{ quality: 'uhd' }, { quality: 'uhd' }],
    ['', {}],
    // How Go prints a map: API Gateway may do so.
    ['map[quality:uhd]', undefined],
    ['quality', undefined],
    ['quality:uhd:4k', undefined],
    ['quality:uhd quality:hd', undefined],
    ['quality:UHD', undefined],
    ['{"quality":', undefined],
    [['quality:uhd'], undefined],
    [7, undefined],
  ])('%j', (claim, tags) => {
    expect(tagsIn(claim)).toEqual(tags);
  });
});
