import { Download, EllipsisVertical, RotateCcw, Sparkles, Trash2, UserCheck } from 'lucide-react'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { toast } from '@/components/ui/toaster'
import { exportAddress, useSetOwn, type ExportFormat } from '@/features/resumes/queries'
import { ResumeDialogs, type ResumeDialog } from '@/features/resumes/resume-dialogs'
import { resumesWords } from '@/features/resumes/words'
import { usePreferences } from '@/lib/preferences'
import { sentenceOf } from '@/lib/problem'
import type { ResumeRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

const FORMATS: ExportFormat[] = ['json', 'yaml', 'markdown']

type ResumeActionsProps = { resume: ResumeRead; isOwn: boolean; onRead: () => void }

/** What can be done with a résumé as a whole. */
export function ResumeActions({ resume, isOwn, onRead }: ResumeActionsProps) {
  const t = useWords(resumesWords)
  const { locale } = usePreferences()
  const setOwn = useSetOwn()
  const [dialog, setDialog] = useState<ResumeDialog | null>(null)
  const choose = () => {
    setOwn.mutate(isOwn ? null : resume.resume_id, {
      onSuccess: () => {
        toast(isOwn ? t.isNotOwn : t.isOwn)
      },
      onError: (error) => {
        toast(sentenceOf(error, locale))
      },
    })
  }
  const isByHand = resume.source === 'hand'
  return (
    <>
      <Button onClick={choose} disabled={setOwn.isPending}>
        <UserCheck aria-hidden className="size-4" />
        {isOwn ? t.notOwn : t.makeOwn}
      </Button>
      <Menu
        trigger={
          <Button>
            <Download aria-hidden className="size-4" />
            {t.download}
          </Button>
        }
      >
        {FORMATS.map((format) => (
          <MenuItem
            key={format}
            onSelect={() => {
              save(exportAddress(resume.resume_id, format))
            }}
          >
            {t.formats[format]}
          </MenuItem>
        ))}
      </Menu>
      <Menu trigger={<IconButton icon={EllipsisVertical} label={t.actions} />}>
        {!isByHand && (
          <MenuItem icon={Sparkles} onSelect={onRead}>
            {t.readAgain}
          </MenuItem>
        )}
        {!isByHand && (
          <MenuItem
            icon={RotateCcw}
            disabled={!resume.is_edited}
            onSelect={() => {
              setDialog('forget')
            }}
          >
            {t.forget}
          </MenuItem>
        )}
        {isByHand && (
          <MenuItem
            danger
            icon={Trash2}
            onSelect={() => {
              setDialog('remove')
            }}
          >
            {t.remove}
          </MenuItem>
        )}
      </Menu>
      <ResumeDialogs
        resume={resume}
        shown={dialog}
        onClose={() => {
          setDialog(null)
        }}
      />
    </>
  )
}

function save(address: string) {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}
