import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const SECONDS = 120;
const RATE = 10;
/** Short, so that a picture whose media is refused stops soon. */
const SEGMENT_SECONDS = 2;

/**
 * Makes a small clip with sound as HLS (`vod.m3u8`, `init.mp4` and segments), unless it exists.
 * @returns the folder; undefined without ffmpeg
 */
export async function makeClip(dataDir: string): Promise<string | undefined> {
  const folder = join(dataDir, 'media');
  if (existsSync(folder)) return folder;
  const draft = `${folder}-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  const child = spawn('ffmpeg', OPTIONS, { cwd: draft, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await once(child, 'close').then(
    ([status]) => status,
    () => undefined,
  );
  if (code === 0) renameSync(draft, folder);
  rmSync(draft, { recursive: true, force: true });
  return code === 0 ? folder : undefined;
}

const OPTIONS = [
  ...['-v', 'error', '-y'],
  ...['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=${RATE}:duration=${SECONDS}`],
  ...['-f', 'lavfi', '-i', `sine=frequency=330:duration=${SECONDS}`],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-b:v', '200k'],
  ...['-g', String(RATE * SEGMENT_SECONDS), '-sc_threshold', '0', '-c:a', 'aac', '-b:a', '32k'],
  ...['-f', 'hls', '-hls_time', String(SEGMENT_SECONDS), '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
  ...['-hls_segment_filename', '%d.m4s', 'vod.m3u8'],
];
