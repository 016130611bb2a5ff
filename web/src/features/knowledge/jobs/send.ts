import { Problem, problemOf } from '@/lib/problem'

type SendOptions = {
  signal?: AbortSignal
  onProgress?: (sentBytes: number) => void
  contentType?: string
}

/** POST with progress: only XMLHttpRequest tells how much of a body is sent. */
export function send(
  url: string,
  body: FormData | Blob,
  { signal, onProgress, contentType }: SendOptions = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    if (contentType) request.setRequestHeader('Content-Type', contentType)
    request.upload.onprogress = (event) => onProgress?.(event.loaded)
    request.onload = () => {
      const { status } = request
      if (status >= 200 && status < 300) resolve(JSON.parse(request.responseText))
      else void problemOf(responseOf(request)).then(reject)
    }
    request.onerror = () => {
      reject(new Problem('unreachable', 'The server does not answer.', 0))
    }
    request.onabort = () => {
      reject(new DOMException('Stopped', 'AbortError'))
    }
    signal?.addEventListener('abort', () => {
      request.abort()
    })
    request.send(body)
  })
}

function responseOf(request: XMLHttpRequest): Response {
  const retryAfter = request.getResponseHeader('retry-after')
  return new Response(request.responseText, {
    status: request.status,
    statusText: request.statusText,
    headers: retryAfter ? { 'retry-after': retryAfter } : {},
  })
}
