import { useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

/**
 * After a page was changed, the focus goes to its heading, so that it is read out and keys go on
 * from there. A page that has taken the focus itself keeps it, and its title is read out.
 */
export function Arrival() {
  const router = useRouter()
  const [said, setSaid] = useState('')
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, toLocation }) => {
        if (!fromLocation || fromLocation.pathname === toLocation.pathname) return
        const main = document.getElementById('content')
        if (!main) return
        if (main.contains(document.activeElement)) {
          setSaid(document.title)
          return
        }
        setSaid('')
        const heading = main.querySelector('h1')
        heading?.setAttribute('tabindex', '-1')
        heading?.classList.add('outline-none')
        ;(heading ?? main).focus()
      }),
    [router],
  )
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  )
}
