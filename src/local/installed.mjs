// Loaded before every command but `npm start` and `npm test`, which install by themselves. Ends the process with a
// sentence if packages are missing. It does not install them: in a pipeline, `npm ci` is a step of its own.
import { isInstalled, requireNode } from './install.mjs';

requireNode();
if (!isInstalled()) {
  console.error('The dependencies are missing, or are not those of package-lock.json. Run: npm ci');
  process.exit(1);
}
