import '@/app/styles.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { AskApp } from '@/app/ask/ask-app'

const root = document.getElementById('root')
const [, , link = ''] = location.pathname.split('/')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <AskApp link={link} />
    </StrictMode>,
  )
}
