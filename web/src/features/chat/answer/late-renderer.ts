import type { ComponentType } from 'react'

import type { RenderedProps } from '@/features/chat/answer/rendered'
import { late } from '@/lib/late'

const renderer = late<ComponentType<RenderedProps>>(
  async () => (await import('@/features/chat/answer/rendered')).Rendered,
)

/** The renderer of markdown; null until it has come, which is soon after the page is shown. */
export const useLateRenderer = () => renderer.usePart(true)
