import { QueryClient } from '@tanstack/react-query'

import { Problem } from '@/lib/problem'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; a server that is being restarted is there again soon.
      retry: (failures, error) =>
        failures < 4 && error instanceof Problem && (error.status === 0 || error.status >= 500),
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 5_000),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
