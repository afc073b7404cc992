import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from '../../scripts/support/run.ts';
import { maven, needJava } from '../support/maven.ts';

const VERSION = '7.25.0';
/** All that is downloaded or made goes here. */
const FOLDER = join(ROOT, '.local/clients');
const JAR = join(FOLDER, `openapi-generator-cli-${VERSION}.jar`);

/** @throws ScriptError if there is no Java, or no Maven */
export async function fetchGenerator(): Promise<void> {
  await needJava(['javac', 'mvn']);
  if (existsSync(JAR)) return;
  mkdirSync(FOLDER, { recursive: true });
  const artifact = `org.openapitools:openapi-generator-cli:${VERSION}`;
  await maven(['dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${FOLDER}`]);
}

/**
 * Generates a client, in a folder of its own.
 * @param document the file of the OpenAPI document, from the root of the repository
 * @param generator as openapi-generator calls it, with its options
 * @returns the folder, which holds nothing else
 */
export async function generate(
  document: string,
  name: string,
  generator: readonly string[],
  subfolder = '',
): Promise<string> {
  const folder = join(FOLDER, name);
  rmSync(folder, { recursive: true, force: true });
  await run('java', [
    ...['-jar', JAR, 'generate', '--input-spec', join(ROOT, document), '--output', join(folder, subfolder)],
    ...['--generator-name', ...generator],
    ...['--global-property', 'apiTests=false,modelTests=false,apiDocs=false,modelDocs=false'],
  ]);
  return folder;
}
