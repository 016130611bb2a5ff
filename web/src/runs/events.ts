import type {
  AnswerFinal,
  ExplanationResult,
  ImportResult,
  IngestResult,
  PullResult,
  RebuildResult,
  RunEvent as ToldEvent,
  SummaryResult,
  SyncResult,
} from '@/lib/schema.gen'

/** An event of a run: numbered from 1, written once, never changed. */
export type RunEvent = ToldEvent & { seq: number }

type Result = IngestResult &
  RebuildResult &
  ImportResult &
  PullResult &
  SyncResult &
  SummaryResult &
  ExplanationResult

/** What a run came to: an answer, or what became of files and models; less where it was stopped. */
export type Outcome = Partial<Omit<AnswerFinal, 'message_id'>> & {
  message_id?: string | null
  result?: Partial<Result>
}
