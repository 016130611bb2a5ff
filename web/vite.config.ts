import { fileURLToPath } from 'node:url'

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env.FOLIOSCOPE_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // The server finds it there, and the wheel takes it along.
    outDir: '../src/folioscope/doors/page',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would be refused by the content security policy.
    assetsInlineLimit: 0,
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
  },
})
