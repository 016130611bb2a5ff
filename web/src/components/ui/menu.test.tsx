import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'

import { Menu, MenuItem } from '@/components/ui/menu'

function shown(onSelect = vi.fn()) {
  render(
    <Menu trigger={<button>More</button>}>
      <MenuItem onSelect={onSelect}>First</MenuItem>
      <MenuItem onSelect={vi.fn()}>Second</MenuItem>
    </Menu>,
  )
  return onSelect
}

test('a menu says that it is one before anything of it has come', () => {
  shown()
  const trigger = screen.getByRole('button', { name: 'More', expanded: false })
  expect(trigger).toHaveAttribute('aria-haspopup', 'menu')
})

test('a menu that a key has opened has the focus on its first entry, and gives it back', async () => {
  const user = userEvent.setup()
  const onSelect = shown()
  await user.tab()
  await user.keyboard('{Enter}')
  const first = await screen.findByRole('menuitem', { name: 'First' })
  await waitFor(() => {
    expect(first).toHaveFocus()
  })
  await user.keyboard('{Enter}')
  expect(onSelect).toHaveBeenCalledOnce()
  await waitFor(() => {
    expect(screen.getByRole('button', { name: 'More' })).toHaveFocus()
  })
})

test('a menu opens by a press and closes by Escape, time and again', async () => {
  const user = userEvent.setup()
  shown()
  for (let time = 0; time < 2; time++) {
    await user.click(screen.getByRole('button', { name: 'More' }))
    await screen.findByRole('menuitem', { name: 'Second' })
    await user.keyboard('{Escape}')
    await waitFor(() => {
      expect(screen.queryByRole('menuitem')).toBeNull()
    })
  }
})
