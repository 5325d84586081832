import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Writes each file compressed beside itself, so that the server never compresses anything. */
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    closeBundle() {
      const folder = join(import.meta.dirname, 'dist');
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue;
        const bytes = readFileSync(join(folder, name));
        const packed = {
          br: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
          gz: gzipSync(bytes, { level: 9 }),
        };
        for (const [ending, content] of Object.entries(packed)) {
          if (content.length < bytes.length) writeFileSync(join(folder, `${name}.${ending}`), content);
        }
      }
    },
  };
}

const server = process.env.DROVER_SERVER ?? '127.0.0.1:7180';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Everything comes as a file of our own origin: inlined data and the preload helper's inline code would need a weaker policy.
  build: { target: 'es2022', cssTarget: ['chrome123', 'firefox128', 'safari17.5'], assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: false },
  plugins: [precompressed()],
  // Of a server that is running already: DROVER_SERVER=127.0.0.1:7180 npx vite
  preview: { headers: { 'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'" } },
  server: { proxy: { '/api': `http://${server}`, '/readyz': `http://${server}`, '/ws': { target: `ws://${server}`, ws: true } } },
});
