import type { InfiniteData } from '@tanstack/react-query'

import type { ThreadChange, ThreadList, ThreadRead } from '@/lib/schema.gen'

/** What the cache holds of conversations: pages of a list, or one of them. */
export type Cached = InfiniteData<ThreadList> | ThreadRead

type Change = (cached: Cached) => Cached

/** A conversation as it will be once the server has made the change. */
export function changed(thread: ThreadRead, change: ThreadChange): ThreadRead {
  const { title, mode, model } = change
  return {
    ...thread,
    ...(title ? { title } : {}),
    ...(mode ? { mode } : {}),
    ...(model ? { model: model === 'default' ? null : model } : {}),
  }
}

export const applied = (threadId: string, change: ThreadChange): Change =>
  typeof change.archived === 'boolean'
    ? without(threadId)
    : (cached) =>
        'pages' in cached
          ? inPages(cached, (threads) =>
              threads.map((each) => (each.thread_id === threadId ? changed(each, change) : each)),
            )
          : cached.thread_id === threadId
            ? changed(cached, change)
            : cached

/** Gone from every list. Whoever shows the conversation itself leaves by their own means. */
export const without =
  (threadId: string): Change =>
  (cached) =>
    'pages' in cached
      ? inPages(cached, (threads) => threads.filter((each) => each.thread_id !== threadId))
      : cached

function inPages(
  cached: InfiniteData<ThreadList>,
  change: (threads: ThreadRead[]) => ThreadRead[],
) {
  return {
    ...cached,
    pages: cached.pages.map((page) => ({ ...page, threads: change(page.threads) })),
  }
}
