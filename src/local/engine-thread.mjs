// Runs the embedded DynamoDB in its own thread, so that it does not compete with the functions. Plain JavaScript,
// because a thread starts without tsx.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { startEngine } = await import('./engine.ts');
try {
  const { path, reset } = workerData;
  const { endpoint } = await startEngine(path, reset);
  parentPort.postMessage({ endpoint });
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  parentPort.postMessage({ failure: cause instanceof Error ? cause.message : String(cause) });
}
