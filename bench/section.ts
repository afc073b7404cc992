// One part of the benchmark, in a process of its own: the functions' logs go nowhere, the result to the parent.
import { alternatives } from './alternatives.ts';
import { coldStart } from './cold-start.ts';
import { contention } from './contention.ts';
import { cpu } from './cpu.ts';
import { decisions } from './decisions.ts';
import { floor } from './floor.ts';
import { http } from './http.ts';
import { inside } from './inside.ts';
import { retries } from './retries.ts';
import { scale } from './scale.ts';
import { server } from './server.ts';

const SECTIONS = { decisions, floor, cpu, inside, coldStart, alternatives, contention, retries, scale, http, server };

export type SectionName = keyof typeof SECTIONS;
export type Results = { -readonly [Name in SectionName]?: Awaited<ReturnType<(typeof SECTIONS)[Name]>> };

const [name, endpoint = '', folder = '', root = ''] = process.argv.slice(2);
const results: Results = {};
switch (name) {
  case 'decisions':
    results.decisions = await decisions(endpoint, folder);
    break;
  case 'floor':
    results.floor = await floor(endpoint, folder);
    break;
  case 'cpu':
    results.cpu = await cpu(folder);
    break;
  case 'inside':
    results.inside = await inside(folder);
    break;
  case 'coldStart':
    results.coldStart = await coldStart(endpoint, folder);
    break;
  case 'alternatives':
    // Another engine, such as one with transactions, which the embedded one does not have.
    results.alternatives = await alternatives(
      process.env.DYNAMODB_ENDPOINT ?? endpoint,
      process.env.DYNAMODB_ENDPOINT !== undefined,
    );
    break;
  case 'contention':
    results.contention = await contention(endpoint);
    break;
  case 'retries':
    results.retries = await retries(endpoint);
    break;
  case 'scale':
    results.scale = await scale(root);
    break;
  case 'server':
    results.server = await server(folder);
    break;
  case 'http':
    results.http = await http();
    break;
  default:
    throw new Error(`There is no section ${name}.`);
}
process.send?.(results, () => process.exit(0));
