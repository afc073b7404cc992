import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/run.ts';

const TEMPLATE = join(ROOT, 'edge/template.yml');
const CODE = join(ROOT, 'edge/cloudfront-function.js');
const INDENT = ' '.repeat(8);

/** The template of the edge with the function as it is now: CloudFormation takes its code nowhere but from there. */
export function edgeTemplate(): string {
  const code = readFileSync(CODE, 'utf8').replace(/^(?=.)/gm, INDENT);
  return readFileSync(TEMPLATE, 'utf8').replace(
    /(FunctionCode: \|\n)(?: {8}.*\n|\n(?= {8}))*/,
    (_, key: string) => key + code,
  );
}

if (process.argv[1]?.endsWith('edge-template.ts')) writeFileSync(TEMPLATE, edgeTemplate());
