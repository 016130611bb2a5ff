import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'

import { late } from '@/lib/late'

function shown(load: () => Promise<string>) {
  const part = late(load)
  function Page() {
    const [isWanted, setWanted] = useState(false)
    return (
      <>
        <button onFocus={part.fetch} onClick={() => setWanted(!isWanted)}>
          More
        </button>
        <p>{part.usePart(isWanted) ?? 'nothing yet'}</p>
      </>
    )
  }
  return render(<Page />)
}

test('what comes late is fetched once, when it is wanted', async () => {
  let fetched = 0
  shown(() => {
    fetched += 1
    return Promise.resolve('the part')
  })
  expect(screen.getByText('nothing yet')).toBeInTheDocument()
  expect(fetched).toBe(0)
  await userEvent.click(screen.getByRole('button'))
  expect(await screen.findByText('the part')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button'))
  await userEvent.click(screen.getByRole('button'))
  expect(fetched).toBe(1)
})

test('what could not be had is asked for again', async () => {
  let isThere = false
  shown(() => (isThere ? Promise.resolve('the part') : Promise.reject(new Error('lost'))))
  await userEvent.click(screen.getByRole('button'))
  expect(screen.getByText('nothing yet')).toBeInTheDocument()
  isThere = true
  await userEvent.click(screen.getByRole('button'))
  await userEvent.click(screen.getByRole('button'))
  expect(await screen.findByText('the part')).toBeInTheDocument()
})
