import { jsonBlock } from './code.ts';
import { document, type Response, resolve, type Schema } from './document.ts';
import { heading } from './heading.ts';
import { type Html, html } from './html.ts';
import { markdown } from './markdown.ts';
import { attributes } from './schema.ts';

const PROBLEM = 'application/problem+json';

/** Every refusal, once. */
export function refusals(): Html {
  const responses = Object.entries(document.components.responses);
  const schemas = responses.flatMap(([, { content }]) => content?.[PROBLEM]?.schema ?? []);
  const isCommon = (property: string) =>
    schemas.every((schema) => resolve(schema).properties?.[property] !== undefined);
  const codes = new Set(responses.flatMap(([name]) => codesOf(name)));
  return html`<section aria-labelledby="refusals">
    ${heading(2, 'refusals', 'Refusals')}
    <div class="words">
      <p>
        A refusal is <code>${PROBLEM}</code> (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>). Let programs
        go by <code>code</code>. Every refusal has these properties:
      </p>
      ${attributes(anyOf(schemas), isCommon)}
    </div>
    ${[...codes].map((code) => refusal(code, (property) => !isCommon(property)))}
  </section>`;
}

/** The codes of a shared response, by its name; the gateway's own answers have only that name. */
export function codesOf(response: string): readonly string[] {
  const codes = Object.keys(document.components.responses[response]?.content?.[PROBLEM]?.examples ?? {});
  return codes.length > 0 ? codes : [response];
}

/** A schema for all refusals: any status, any code. */
function anyOf([first = {}]: readonly Schema[]): Schema {
  const { properties, ...schema } = resolve(first);
  const status = { type: 'integer', description: 'The HTTP status, repeated.' };
  return { ...schema, properties: { ...properties, status, code: { $ref: '#/components/schemas/ProblemCode' } } };
}

function refusal(code: string, isOwn: (property: string) => boolean): Html {
  const { description, content = {} } = responseWith(code);
  const own = attributes(content[PROBLEM]?.schema ?? {}, isOwn);
  const examples = Object.values(content).flatMap((type) => Object.entries(type.examples ?? {}));
  return html`<article class="operation" aria-labelledby="${code}">
    <div class="words">
      ${heading(3, code, code)} ${markdown(about(code, description))}
      ${own && html`<h4>Its own properties</h4>${own}`}
    </div>
    <div class="code">
      ${examples
        .filter(([name]) => name === code || name === 'gateway')
        .map(
          ([, { summary, value }]) =>
            html`<figure><figcaption><span>${summary ?? 'Example'}</span></figcaption>${jsonBlock(value)}</figure>`,
        )}
    </div>
  </article>`;
}

/** The response of a code: of several, the one with the fewest other codes. */
function responseWith(code: string): Response {
  const [found] = Object.entries(document.components.responses)
    .filter(([name]) => codesOf(name).includes(code))
    .toSorted(([a], [b]) => codesOf(a).length - codesOf(b).length);
  if (found === undefined) throw new Error(`There is no response for ${code}.`);
  return found[1];
}

/** A description's paragraph on one code, which begins with the code. */
function about(code: string, description: string): string {
  const start = `\`${code}\`: `;
  const paragraph = description.split('\n\n').find((text) => text.startsWith(start));
  return paragraph?.slice(start.length) ?? description;
}
