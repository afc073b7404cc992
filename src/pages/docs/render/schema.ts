import { resolve, type Schema } from './document.ts';
import { type Html, html } from './html.ts';
import { inlineMarkdown } from './markdown.ts';

/** A longer pattern says nothing to a reader that the description does not say. */
const READABLE_PATTERN = 40;

/**
 * The properties of an object, or of the objects in an array; nothing for another schema.
 * @param isShown selects properties by their names
 */
export function attributes(schema: Schema, isShown: (name: string) => boolean = () => true): Html | undefined {
  const { properties, required = [], items } = resolve(schema);
  if (items !== undefined) return attributes(items);
  const shown = Object.entries(properties ?? {}).filter(([name]) => isShown(name));
  if (shown.length === 0) return undefined;
  return html`<dl class="attributes">
    ${shown.map(([name, property]) => attribute(name, property, required.includes(name)))}
  </dl>`;
}

/** A property or parameter: its name, its type, its meaning, and its own properties. */
export function attribute(name: string, schema: Schema, required: boolean): Html {
  const resolved = resolve(schema);
  const inner = attributes(resolved);
  return html`<div>
    <dt>
      <code>${name}</code> <span class="type">${typeOf(resolved)}</span>
      ${required ? '' : html`<span class="optional">· optional</span>`}
    </dt>
    <dd>
      ${resolved.description !== undefined && html`<p>${inlineMarkdown(resolved.description)}</p>`}
      ${constraints(resolved).length > 0 && html`<p class="constraint">${constraints(resolved).map((each) => html`<span>${each}</span> `)}</p>`}
      ${inner && html`<details><summary>What is in <code>${name}</code></summary>${inner}</details>`}
    </dd>
  </div>`;
}

function typeOf({ type, format, items }: Schema): string {
  if (items !== undefined) return `array of ${resolve(items).type ?? 'anything'}s`;
  const name = Array.isArray(type) ? type.join(' or ') : String(type ?? 'anything');
  return format === 'date-time' ? name.replace('string', 'date and time') : name;
}

function constraints(schema: Schema): (Html | string)[] {
  const { pattern, enum: values, const: value, default: standard } = schema;
  return [
    ...(values === undefined ? [] : [html`One of ${list(values)}.`]),
    ...(value === undefined || value === null ? [] : [html`Always <code>${String(value)}</code>.`]),
    ...range('character', schema.minLength, schema.maxLength),
    ...range('item', schema.minItems, schema.maxItems),
    ...between(schema),
    ...(pattern === undefined || pattern.length > READABLE_PATTERN ? [] : [html`Pattern: <code>${pattern}</code>`]),
    ...(standard === undefined ? [] : [html`Default: <code>${String(standard)}</code>`]),
  ];
}

const list = (values: readonly unknown[]) =>
  values.map((value, i) => html`${i > 0 ? ', ' : ''}<code>${String(value)}</code>`);

function range(what: string, min: number | undefined, max: number | undefined): string[] {
  if (max === undefined) return [];
  return [min === undefined ? `At most ${max} ${what}s` : `${min} to ${max} ${what}s`];
}

function between({ minimum, maximum }: Schema): string[] {
  if (minimum === maximum && minimum !== undefined) return [`Always ${minimum}`];
  if (maximum !== undefined) return [minimum === undefined ? `At most ${maximum}` : `${minimum} to ${maximum}`];
  return minimum === undefined || minimum === 0 ? [] : [`${minimum} or more`];
}
