import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, ScriptError } from '../../scripts/support/run.ts';
import { maven, needJava } from '../support/maven.ts';

const SOURCE = join(ROOT, 'tests/dynamodb-local');
const LIBRARIES = join(ROOT, '.local/dynamodb-local');
const READY_MS = 60_000;

/**
 * Fetches DynamoDB Local with all that it needs from Maven Central, unless it is there.
 * @throws ScriptError if there is no Java, or the libraries cannot be had
 */
async function fetchLibraries(): Promise<void> {
  await needJava(['java', 'javac']);
  const stamp = join(LIBRARIES, 'pom.sha256');
  const wanted = createHash('sha256')
    .update(readFileSync(join(SOURCE, 'pom.xml')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await needJava(['mvn']);
  rmSync(LIBRARIES, { recursive: true, force: true });
  await maven(['dependency:copy-dependencies', `-DoutputDirectory=${LIBRARIES}`], SOURCE);
  writeFileSync(stamp, wanted);
}

/** @throws ScriptError with its own words if it does not start */
export async function startDynamoDbLocal() {
  await fetchLibraries();
  const child = spawn(
    'java',
    [
      // The JVM writes no file, and SQLite is there as a library of the machine.
      ...['-XX:-UsePerfData', '-Xmx1g', `-Djava.library.path=${LIBRARIES}`],
      ...['-cp', join(LIBRARIES, '*'), join(SOURCE, 'Engine.java')],
    ],
    { cwd: LIBRARIES, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'close');
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const timeout = setTimeout(() => child.kill('SIGKILL'), READY_MS);
  const [port] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended]);
  clearTimeout(timeout);
  if (typeof port !== 'string') throw new ScriptError(`DynamoDB Local did not start:\n${errors}`);
  return { endpoint: `http://127.0.0.1:${port.trim()}`, close };
}
