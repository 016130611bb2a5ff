import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'

import { answerOf, api } from '@/lib/api-client'
import type { ResumeCreate, ResumeRead } from '@/lib/schema.gen'

export const resumeQuery = (resumeId: string) =>
  queryOptions({
    queryKey: ['resumes', 'one', resumeId],
    queryFn: ({ signal }) => answerOf(api.GET('/api/resumes/{resume_id}', at(resumeId, signal))),
  })

/** The documents of a base that may be CVs, by path. */
export const documentsOfBaseQuery = (kb: string) =>
  queryOptions({
    queryKey: ['bases', kb, 'documents', 'to choose from'],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/kbs/{kb}/documents', {
          params: { path: { kb }, query: { limit: 1000 } },
          signal,
        }),
      ),
    select: (list) => list.documents.filter(({ state }) => state === 'ready'),
    enabled: kb !== '',
  })

export function useSaveResume(resumeId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (resume: Record<string, unknown>) =>
      answerOf(api.PUT('/api/resumes/{resume_id}', { ...at(resumeId), body: { resume } })),
    onSuccess: (saved) => keep(client, saved),
  })
}

export function useForgetEdits(resumeId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/resumes/{resume_id}/edits', at(resumeId))),
    onSuccess: (saved) => keep(client, saved),
  })
}

export function useCreateResume() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Partial<ResumeCreate>) =>
      answerOf(api.POST('/api/resumes', { body: body as ResumeCreate })),
    onSuccess: (made) => keep(client, made),
  })
}

export function useRemoveResume(resumeId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/resumes/{resume_id}', at(resumeId))),
    onSuccess: () => client.invalidateQueries({ queryKey: ['resumes', 'list'] }),
  })
}

export function useSetOwn() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (resumeId: string | null) =>
      answerOf(api.PUT('/api/resumes/own', { body: { resume_id: resumeId } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['resumes', 'own'] }),
  })
}

/** What a file says that is not kept. */
export function parseFile(file: File) {
  return answerOf(
    api.POST('/api/resumes/parse', {
      params: { query: { name: file.name } },
      body: file as unknown as string,
      bodySerializer: (body) => body,
      headers: { 'Content-Type': 'application/octet-stream' },
    }),
  )
}

export function startReading(resumeId: string) {
  return answerOf(api.POST('/api/resumes/{resume_id}/read', at(resumeId)))
}

export type ExportFormat = 'json' | 'yaml' | 'markdown'

export function exportAddress(resumeId: string, format: ExportFormat): string {
  return `/api/resumes/${encodeURIComponent(resumeId)}/export?format=${format}`
}

function at(resumeId: string, signal?: AbortSignal) {
  return { params: { path: { resume_id: resumeId } }, ...(signal ? { signal } : {}) }
}

function keep(client: QueryClient, resume: ResumeRead) {
  client.setQueryData(resumeQuery(resume.resume_id).queryKey, resume)
  void client.invalidateQueries({ queryKey: ['resumes', 'own'] })
  return client.invalidateQueries({ queryKey: ['resumes', 'list'] })
}
