import type { Endpoint, Parameter } from './document.ts';
import { resolve } from './document.ts';
import { type Html, html } from './html.ts';

/** A form that sends the request to this service (browser/try-it.ts). Without scripts it is hidden. */
export function tryIt({ summary, method, path, parameters = [], requestBody }: Endpoint): Html {
  const examples = Object.values(requestBody?.content['application/json']?.examples ?? {});
  const bodies = examples.map(({ summary: name, value }) => ({ name, text: JSON.stringify(value, null, 2) }));
  return html`<details class="try" hidden>
    <summary>Try it</summary>
    <form aria-label="Try: ${summary}" data-method="${method}" data-path="${path}">
      ${parameters.map(field)}
      ${
        bodies.length > 1 &&
        html`<label>Example
          <select data-examples>${bodies.map(({ name, text }) => html`<option value="${text}">${name}</option>`)}</select>
        </label>`
      }
      ${
        bodies[0] &&
        html`<label>Body
          <textarea name="body" rows="${bodies[0].text.split('\n').length}" spellcheck="false">${bodies[0].text}</textarea>
        </label>`
      }
      <button type="submit" class="primary">Send</button>
      <p role="status"></p>
      <pre tabindex="0" aria-label="The answer" role="group" hidden></pre>
    </form>
  </details>`;
}

function field({ name, required, schema }: Parameter): Html {
  const { enum: values, maxLength, default: standard } = resolve(schema);
  const label = required ? name : `${name} (optional)`;
  if (values !== undefined) {
    return html`<label>${label}
      <select name="${name}">
        <option value="">any</option>
        ${values.map((value) => html`<option>${String(value)}</option>`)}
      </select>
    </label>`;
  }
  return html`<label>${label}
    <input name="${name}" maxlength="${maxLength ?? 1024}" spellcheck="false" autocomplete="off"
      ${required && html`required value="001"`} ${standard !== undefined && html`placeholder="${String(standard)}"`} />
  </label>`;
}
