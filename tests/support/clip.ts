import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const CLIP_SECONDS = 120;

const VIDEO = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '20', '-sc_threshold', '0'];
const AUDIO = ['-c:a', 'aac', '-b:a', '32k'];

/**
 * Makes a clip: `master.m3u8`, HLS in two qualities, and `clip.mp4`, the same in one file.
 * @throws when there is no ffmpeg ("apt-get install ffmpeg")
 */
export function makeClip(folder: string): void {
  const ffmpeg = (...options: string[]) =>
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...options], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  ffmpeg(
    ...['-f', 'lavfi', '-i', `testsrc=size=320x180:rate=10:duration=${CLIP_SECONDS}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=440:duration=${CLIP_SECONDS}`],
    ...['-filter_complex', '[0:v]split=3[a][b][c];[b]scale=160:90[d]'],
    ...['-map', '[a]', '-map', '[d]', '-map', '1:a', ...VIDEO, ...AUDIO, '-b:v:0', '200k', '-b:v:1', '60k'],
    ...['-f', 'hls', '-hls_time', '2', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
    ...['-master_pl_name', 'master.m3u8', '-var_stream_map', 'v:0,agroup:a v:1,agroup:a a:0,agroup:a'],
    ...['-hls_segment_filename', join('v%v', '%d.m4s'), join('v%v', 'index.m3u8')],
    ...['-map', '[c]', '-map', '1:a', ...VIDEO, ...AUDIO, '-movflags', '+faststart', 'clip.mp4'],
  );
}
