import { Marked } from 'marked';
import { codeBlock } from './code.ts';
import { Html } from './html.ts';

const marked = new Marked({
  renderer: {
    code: ({ text, lang = '' }) => codeBlock(text, lang).markup,
  },
});

/** The document's descriptions are our own text, so they are not escaped. */
export const markdown = (text: string): Html => new Html(marked.parse(text, { async: false }));

/** Without a paragraph around it. */
export const inlineMarkdown = (text: string): Html => new Html(marked.parseInline(text, { async: false }));
