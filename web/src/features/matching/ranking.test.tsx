import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { aJob, aMatch, judged } from '@/features/matching/match-for-tests'
import { Ranking } from '@/features/matching/ranking'
import { renderPage } from '@/testing/render'

const WIDE = {
  matches: true,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
}
const HOSTILE = '<img src=x onerror=alert(1)>'
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => aMatch(index + 1, `Person ${String(index + 1)}`))

async function show(matches = people(3)) {
  const onChoose = vi.fn()
  const onOpen = vi.fn()
  await renderPage(<Ranking matches={matches} job={aJob} onChoose={onChoose} onOpen={onOpen} />)
  return { onChoose, onOpen }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('where there is room', () => {
  beforeEach(() => {
    vi.stubGlobal('matchMedia', () => WIDE)
  })

  it('a verdict is read out with whose it is, on what', async () => {
    await show()
    expect(screen.getByRole('button', { name: 'Person 1, Python: Met' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Person 1, French: Unknown' })).toBeVisible()
  })

  it('a verdict opens the line of the CV and tells why', async () => {
    const { onOpen } = await show()
    await userEvent.click(screen.getByRole('button', { name: 'Person 2, Python: Met' }))
    expect(onOpen).toHaveBeenCalledExactlyOnceWith({ doc: 'doc-2', page: 2, from: 40, to: 57 })
    expect(screen.getByText('It is met.')).toBeVisible()
    expect(screen.getByText('Python since 2019')).toBeVisible()
  })

  it('a verdict without a line opens nothing and tells why', async () => {
    const { onOpen } = await show()
    await userEvent.click(screen.getByRole('button', { name: 'Person 2, French: Unknown' }))
    expect(onOpen).not.toHaveBeenCalled()
    expect(screen.getByText('It is unknown.')).toBeVisible()
  })

  it('arrow keys lead from verdict to verdict, and Tab stops at one of them', async () => {
    await show()
    const grid = within(screen.getByRole('grid'))
    screen.getByRole('button', { name: 'Person 1, Python: Met' }).focus()
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}')
    expect(screen.getByRole('button', { name: 'Person 2, French: Unknown' })).toHaveFocus()
    const stops = grid
      .getAllByRole('button', { name: /: / })
      .filter(({ tabIndex }) => tabIndex === 0)
    expect(stops).toHaveLength(1)
  })
})

describe('anywhere', () => {
  it('hundreds are shown some at a time', async () => {
    await show(people(300))
    expect(screen.getAllByRole('listitem')).toHaveLength(25)
    await userEvent.click(screen.getByRole('button', { name: 'Next' }))
    expect(screen.getByText('26 to 50 of 300')).toBeVisible()
    expect(screen.getByRole('button', { name: /Person 26/ })).toBeVisible()
  })

  it('a name finds a person wherever they stand, whatever its accents', async () => {
    await show([...people(30), aMatch(31, 'Zoé Núñez')])
    await userEvent.type(screen.getByRole('searchbox', { name: 'Filter by name' }), 'nunez')
    expect(screen.getAllByRole('listitem')).toHaveLength(1)
    await userEvent.type(screen.getByRole('searchbox', { name: 'Filter by name' }), 'x')
    expect(screen.getByText(/Nobody is left over/)).toBeVisible()
  })

  it('who is ruled out is marked in words and can be hidden', async () => {
    const out = { is_ruled_out: true, failed: ['r2'], judgements: [judged('r2', 'absent')] }
    await show([...people(9), aMatch(10, 'Out', out)])
    expect(screen.getByRole('button', { name: /Out.*Ruled out.*1 Absent/ })).toBeVisible()
    await userEvent.click(screen.getByRole('checkbox', { name: 'Hide who is ruled out' }))
    expect(screen.queryByText('Out')).not.toBeInTheDocument()
  })

  it('a name is text, whatever is in it', async () => {
    await show([aMatch(1, HOSTILE)])
    expect(screen.getByText(HOSTILE)).toBeVisible()
    expect(document.querySelector('img')).toBeNull()
  })
})
