// Loaded before every command but `npm start` and `npm test`: ends it with a sentence if something is missing. They
// install by themselves; the others run in pipelines, where an `npm ci` has its own step.
import { isInstalled, requireNode } from './install.mjs';

requireNode();
if (!isInstalled()) {
  console.error('The dependencies are missing, or are not those of package-lock.json. Run: npm ci');
  process.exit(1);
}
