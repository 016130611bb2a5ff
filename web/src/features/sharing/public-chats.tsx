import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Failure } from '@/components/ui/failure'
import { ListField } from '@/components/ui/list-field'
import { Snippet } from '@/components/ui/snippet'
import { TextField } from '@/components/ui/text-field'
import { linksQuery, useChangeLink, usePublish, useRemoveLink } from '@/features/sharing/queries'
import { sharingWords } from '@/features/sharing/words'
import { useFormat } from '@/lib/format'
import type { BaseRead, LinkRead } from '@/lib/schema.gen'
import { useWords } from '@/lib/words'

/** The public chats over a base. */
export function PublicChats({ base }: { base: BaseRead }) {
  const t = useWords(sharingWords)
  const { data: links, error } = useQuery(linksQuery(base.kb_id))
  return (
    <section aria-label={t.links} className="flex flex-col gap-2">
      <h2 className="text-lg font-semibold">{t.links}</h2>
      <p className="text-sm text-muted">{t.linksMean}</p>
      {error && <Failure error={error} />}
      {links?.map((link) => (
        <PublicChat key={link.link_id} link={link} />
      ))}
      <Publish kb={base.kb_id} />
    </section>
  )
}

function PublicChat({ link }: { link: LinkRead }) {
  const t = useWords(sharingWords)
  const format = useFormat()
  const change = useChangeLink(link.link_id)
  const remove = useRemoveLink(link.link_id)
  const address = new URL(link.url, location.origin)
  const token = address.pathname.split('/').pop() ?? ''
  const error = change.error ?? remove.error
  return (
    <div className="flex flex-col gap-2 rounded-lg border bg-surface p-3 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 font-medium wrap-anywhere">
          <bdi>{link.title}</bdi>{' '}
          <span className="font-normal text-muted">
            {link.is_on
              ? t.asked(format.number(link.asked_today), format.number(link.daily_messages))
              : t.off}
          </span>
        </p>
        <Button
          size="small"
          disabled={change.isPending}
          onClick={() => {
            change.mutate({ is_on: !link.is_on })
          }}
        >
          {link.is_on ? t.turnOff : t.turnOn}
        </Button>
        <Button
          size="small"
          look="danger"
          disabled={remove.isPending}
          onClick={() => {
            remove.mutate(undefined)
          }}
        >
          {t.remove}
        </Button>
      </div>
      <Snippet text={address.href} />
      {link.origins.length > 0 && (
        <>
          <p>{t.embed}</p>
          <Snippet
            text={`<script src="${address.origin}/embed.js" data-chat="${token}" async></script>`}
          />
        </>
      )}
      {error && <Failure error={error} />}
    </div>
  )
}

function Publish({ kb }: { kb: string }) {
  const t = useWords(sharingWords)
  const publish = usePublish()
  const [title, setTitle] = useState('')
  const [origins, setOrigins] = useState<string[]>([])
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        publish.mutate({ kb, title: title || null, origins })
      }}
    >
      <div className="grid gap-2 sm:grid-cols-2">
        <TextField
          label={t.linkTitle}
          maxLength={200}
          value={title}
          onChange={({ target }) => {
            setTitle(target.value)
          }}
        />
        <ListField
          label={t.origins}
          placeholder="https://ada.example"
          values={origins}
          onChange={setOrigins}
        />
      </div>
      <p className="text-sm text-muted">{t.originsHint}</p>
      {publish.error && <Failure error={publish.error} />}
      <Button type="submit" className="self-start" disabled={publish.isPending}>
        {t.publish}
      </Button>
    </form>
  )
}
