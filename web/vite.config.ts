import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const server = process.env.FOLIOSCOPE_URL ?? 'http://127.0.0.1:8000'

const LEAST_BYTES = 1000 // below it a second file saves nothing

/** Writes `.br` and `.gz` beside what is built, so that the server need not compress. */
function precompressed(): Plugin {
  return {
    name: 'precompressed',
    apply: 'build',
    writeBundle({ dir = '.' }, bundle) {
      for (const file of Object.values(bundle)) {
        const content = Buffer.from(file.type === 'chunk' ? file.code : file.source)
        if (content.length < LEAST_BYTES || !/\.(js|css|html|svg|json)$/.test(file.fileName))
          continue
        writeFileSync(join(dir, `${file.fileName}.br`), brotliCompressSync(content))
        writeFileSync(join(dir, `${file.fileName}.gz`), gzipSync(content, { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  plugins: [react(), tailwindcss(), precompressed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // The server finds it there, and the wheel takes it along.
    outDir: '../src/folioscope/doors/page',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would be refused by the content security policy.
    assetsInlineLimit: 0,
    // The page, and that of public chats, which is shown inside of other sites.
    rolldownOptions: { input: ['index.html', 'ask.html'] },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    // The host is kept: the server compares it with the origin that the browser names.
    proxy: {
      '/api': { target: server, ws: true },
      '/health': server,
      '/docs': server,
      '/openapi.json': server,
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    testTimeout: 20_000,
    // A machine that does much else may come too late.
    retry: 1,
  },
})
