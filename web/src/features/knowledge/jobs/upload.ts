import { ofAccepted, ofStarted } from '@/features/knowledge/jobs/answers'
import type { Answered } from '@/features/knowledge/jobs/job-state'
import { beginJob, tell } from '@/features/knowledge/jobs/job-store'
import { send } from '@/features/knowledge/jobs/send'
import type { Picked, PickedFile } from '@/features/knowledge/picking/picked-file'
import {
  checkFiles,
  readable,
  splitIntoParts,
  type UploadLimits,
} from '@/features/knowledge/picking/upload-limits'
import { Problem } from '@/lib/problem'
import { queryClient } from '@/lib/query-client'
import type { Accepted, ImportStarted } from '@/lib/schema.gen'

type Sending = (part: number, signal: AbortSignal) => Promise<Answered>
type Work = {
  id: string
  parts: number
  next: number
  sendPart: Sending
  stopping: AbortController
}

const MOST_WAITS = 30
const LONGEST_WAIT = 20
const works = new Map<string, Work>()

type Gathering = (onFound: (count: number) => void) => Promise<Picked>

/** Take files in; what the server would refuse is named and left out, and the rest goes on. */
export async function upload(kb: string, limits: UploadLimits, gather: Gathering) {
  const id = beginJob('upload', kb, 0)
  const picked = await gather((files) => {
    tell({ type: 'found', id, files })
  })
  const { files, leftOut } = checkFiles(picked, limits)
  const parts = splitIntoParts(files, limits)
  const sizes = parts.map((part) => ({ files: part.length, bytes: bytesOf(part) }))
  tell({ type: 'checked', id, parts: sizes, leftOut })
  const sendPart: Sending = (part, signal) => sendFiles(id, kb, part, parts[part] ?? [], signal)
  await work({ id, parts: parts.length, next: 0, sendPart, stopping: new AbortController() })
}

/** Make a base of an archive that was exported before. */
export async function importBase(name: string, archive: File, model: string | null) {
  const id = beginJob('import', name)
  tell({ type: 'checked', id, parts: [{ files: 1, bytes: archive.size }], leftOut: [] })
  const query = new URLSearchParams({ name, ...(model ? { model } : {}) })
  const sendPart: Sending = async (part, signal) => {
    const onProgress = progressOf(id, part)
    const options = { signal, onProgress, contentType: 'application/x-tar' }
    const answer = await send(`/api/kbs/import?${query.toString()}`, archive, options)
    return ofStarted(answer as ImportStarted)
  }
  await work({ id, parts: 1, next: 0, sendPart, stopping: new AbortController() })
}

/** Go on with the part that broke off. What had arrived is not taken twice. */
export function sendAgain(id: string) {
  const known = works.get(id)
  if (known) void work({ ...known, stopping: new AbortController() })
}

/** Send no more of it; what the server has got stays. */
export function stopSending(id: string) {
  works.get(id)?.stopping.abort()
  works.delete(id)
  tell({ type: 'dismissed', id })
}

export function canSendAgain(id: string): boolean {
  return works.has(id)
}

async function work(given: Work) {
  const { id, parts, sendPart, stopping } = given
  for (let part = given.next; part < parts; part++) {
    works.set(id, { ...given, next: part })
    tell({ type: 'sending', id, part })
    try {
      const answer = await patiently(() => sendPart(part, stopping.signal), stopping.signal)
      tell({ type: 'answered', id, part, answer })
      void queryClient.invalidateQueries({ queryKey: ['bases'] })
    } catch (error) {
      if (!stopping.signal.aborted) tell({ type: 'broken', id, part, error })
      return
    }
  }
  works.delete(id)
}

async function sendFiles(
  id: string,
  kb: string,
  part: number,
  files: readonly PickedFile[],
  signal: AbortSignal,
): Promise<Answered> {
  const found = await readable(files)
  if (found.leftOut.length > 0) tell({ type: 'unreadable', id, leftOut: found.leftOut })
  if (found.files.length === 0) return { runId: null }
  const form = new FormData()
  // Paths apart from the files: what a header may hold differs from browser to browser.
  form.append('names', JSON.stringify(found.files.map(({ path }) => path)))
  for (const { file } of found.files) form.append('files', file, file.name)
  const url = `/api/kbs/${encodeURIComponent(kb)}/documents`
  const answer = await send(url, form, { signal, onProgress: progressOf(id, part) })
  return ofAccepted(answer as Accepted)
}

function progressOf(id: string, part: number) {
  return (bytes: number) => {
    tell({ type: 'sent', id, part, bytes })
  }
}

/** A server that has enough to do says when to come again. */
async function patiently<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  for (let waits = 0; ; waits++) {
    try {
      return await ask()
    } catch (error) {
      const isFull = error instanceof Problem && (error.status === 429 || error.status === 503)
      if (!isFull || waits === MOST_WAITS || signal.aborted) throw error
      const seconds = Math.min(error.retryAfter ?? 2, LONGEST_WAIT)
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    }
  }
}

function bytesOf(files: readonly PickedFile[]): number {
  return files.reduce((all, { file }) => all + file.size, 0)
}
