import { jsonBlock } from './code.ts';
import { document, type Response, resolve, type Schema } from './document.ts';
import { heading } from './heading.ts';
import { type Html, html } from './html.ts';
import { markdown } from './markdown.ts';
import { attributes } from './schema.ts';

/** Every refusal, once. */
export function refusals(): Html {
  const shared = Object.entries(document.components.responses);
  const schemas = shared.flatMap(([, response]) => problemOf(response) ?? []);
  const isCommon = (name: string) => schemas.every((schema) => resolve(schema).properties?.[name] !== undefined);
  return html`<section aria-labelledby="refusals">
    ${heading(2, 'refusals', 'Refusals')}
    <div class="words">
      <p>
        A refusal is <code>application/problem+json</code>
        (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>). Every one has these properties; let programs go
        by <code>code</code>.
      </p>
      ${attributes(anyOf(schemas), isCommon)}
    </div>
    ${shared.map(([name, response]) => refusal(name, response, (property) => !isCommon(property)))}
  </section>`;
}

/** A schema that stands for all of them: no single status, and any code. */
function anyOf([first = {}]: readonly Schema[]): Schema {
  const { properties, ...schema } = resolve(first);
  const status = { type: 'integer', description: 'The HTTP status, repeated.' };
  return { ...schema, properties: { ...properties, status, code: { $ref: '#/components/schemas/ProblemCode' } } };
}

const problemOf = ({ content }: Response): Schema | undefined => content?.['application/problem+json']?.schema;

function refusal(name: string, response: Response, isOwn: (property: string) => boolean): Html {
  const { description, content = {} } = response;
  const own = attributes(problemOf(response) ?? {}, isOwn);
  const examples = Object.values(content).flatMap((each) => Object.values(each.examples ?? {}));
  return html`<article class="operation" aria-labelledby="${name}">
    <div class="words">
      ${heading(3, name, name)} ${markdown(description)} ${own && html`<h4>Its own properties</h4>${own}`}
    </div>
    <div class="code">
      ${examples.map(
        ({ summary, value }) =>
          html`<figure><figcaption><span>${summary ?? 'Example'}</span></figcaption>${jsonBlock(value)}</figure>`,
      )}
    </div>
  </article>`;
}
