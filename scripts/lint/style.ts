// How long sentences and paragraphs may be.
import { ASTNodeTypes, type TxtNode } from '@textlint/ast-node-types';
import type { TextlintRuleModule } from '@textlint/types';
import { split } from 'sentence-splitter';

const MOST_WORDS = 30;
const MOST_LINES = 6;
/** About as many characters as a line of a page has. */
const LINE = 130;

/** The text for people: code counts as one word. */
const textOf = (node: TxtNode): string => {
  if (node.type === ASTNodeTypes.Code || node.type === ASTNodeTypes.Image) return 'code';
  if ('children' in node && Array.isArray(node.children)) return node.children.map(textOf).join('');
  return 'value' in node && typeof node.value === 'string' ? node.value : '';
};

const wordsOf = (text: string): number => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

export const sentences: TextlintRuleModule = ({ Syntax, RuleError, report }) => {
  const check = (node: TxtNode) => {
    for (const { type, raw } of split(textOf(node))) {
      const words = wordsOf(raw);
      if (type !== 'Sentence' || words <= MOST_WORDS) continue;
      const start = raw.replaceAll('\n', ' ').slice(0, 60);
      report(node, new RuleError(`A sentence of ${words} words, at most ${MOST_WORDS}: "${start}…"`));
    }
  };
  return { [Syntax.Paragraph]: check, [Syntax.TableCell]: check };
};

export const paragraphs: TextlintRuleModule = ({ Syntax, RuleError, report }) => ({
  [Syntax.Paragraph](node) {
    const lines = Math.max(node.loc.end.line - node.loc.start.line + 1, Math.ceil(textOf(node).length / LINE));
    if (lines > MOST_LINES) report(node, new RuleError(`A paragraph of ${lines} lines, at most ${MOST_LINES}`));
  },
});
