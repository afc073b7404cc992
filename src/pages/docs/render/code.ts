import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import { Html, html } from './html.ts';

for (const [name, language] of Object.entries({ bash, java, javascript, json, python })) {
  hljs.registerLanguage(name, language);
}

/** A block of code. If it is too wide it scrolls, also by the keyboard. */
export function codeBlock(code: string, language: string): Html {
  const { value } = hljs.highlight(code, { language: hljs.getLanguage(language) ? language : 'bash' });
  return html`<pre tabindex="0"><code>${new Html(value)}</code></pre>`;
}

export const jsonBlock = (value: unknown): Html => codeBlock(JSON.stringify(value, null, 2), 'json');
