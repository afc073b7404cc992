import { describe, expect, test } from '@jest/globals';
import { html } from '../../src/pages/docs/render/html.ts';
import { attribute } from '../../src/pages/docs/render/schema.ts';

describe('the markup of /docs', () => {
  test('escapes texts, and leaves markup as it is', () => {
    const text = '<b title="x">&</b>';
    expect(html`<p title="${text}">${text}${html`<i>${1}</i>`}</p>`.markup).toBe(
      '<p title="&lt;b title=&quot;x&quot;&gt;&amp;&lt;/b&gt;">&lt;b title=&quot;x&quot;&gt;&amp;&lt;/b&gt;<i>1</i></p>',
    );
  });

  test('shows nothing for what is not there', () => {
    expect(html`<p>${undefined}${false}${[]}</p>`.markup).toBe('<p></p>');
  });
});

describe('a property on /docs', () => {
  const shown = (schema: Parameters<typeof attribute>[1], required = true) =>
    attribute('name', schema, required)
      .markup.replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();

  test.each([
    [{ type: 'string', minLength: 1, maxLength: 64 }, 'name string 1 to 64 characters'],
    [{ type: 'integer', minimum: 1, maximum: 100, default: 25 }, 'name integer 1 to 100 Default: 25'],
    [{ type: 'integer', minimum: 0, maximum: 0 }, 'name integer Always 0'],
    [{ type: ['string', 'null'], format: 'date-time' }, 'name date and time or null'],
    [{ type: 'array', items: { type: 'string' }, maxItems: 20 }, 'name array of strings At most 20 items'],
    [{ type: 'string', enum: ['true', 'false'] }, 'name string One of true , false .'],
    [{ $ref: '#/components/schemas/Nope', type: 'string' }, 'name string'],
  ])('of the schema %j says what it holds', (schema, words) => {
    expect(shown(schema)).toBe(words);
  });

  test('says that it is optional, what it means, and what is in it', () => {
    const by = { type: 'object', description: 'Who `took` it.', properties: { device: { type: 'string' } } };
    expect(shown(by, false)).toBe('name object · optional Who took it. What is in name device string · optional');
  });
});
