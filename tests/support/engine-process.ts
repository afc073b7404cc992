import { startEngine } from '../../src/local/engine.ts';

// An engine in a process of its own, so that it has a core of its own; it ends with the one that started it.
const { endpoint } = await startEngine();
process.on('disconnect', () => process.exit());
process.send?.(endpoint);
