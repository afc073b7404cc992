declare module 'dynalite' {
  import type { Server } from 'node:http';

  /**
   * An embedded DynamoDB. `path` is the folder of its data; without it they are in memory. Times are in milliseconds.
   */
  export default function dynalite(options?: { path?: string; createTableMs?: number; deleteTableMs?: number }): Server;
}
