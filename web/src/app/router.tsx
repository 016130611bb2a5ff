import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'

import { PageFailed, PagePending } from '@/app/page-states'
import { NotFoundPage } from '@/app/pages/not-found-page'
import { Shell } from '@/app/shell'
import { messagesQuery } from '@/features/chat/queries'
import { readOpenedDocument } from '@/lib/opened-document'
import { preferences } from '@/lib/preferences'
import { queryClient } from '@/lib/query-client'

// A document may be open beside any page, so that any address may name one.
const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFoundPage,
  validateSearch: readOpenedDocument,
})

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const threadId = preferences().lastThread
    throw threadId
      ? redirect({ to: '/chat/$threadId', params: { threadId } })
      : redirect({ to: '/chat' })
  },
})

const late = (load: () => Promise<object>, name: string) =>
  lazyRouteComponent(load as () => Promise<Record<string, () => React.ReactNode>>, name)

const page = <Path extends string>(path: Path, name: string, load: () => Promise<object>) =>
  createRoute({ getParentRoute: () => root, path, component: late(load, name) })

const chatPage = () => import('@/app/pages/chat-page')

const thread = createRoute({
  getParentRoute: () => root,
  path: '/chat/$threadId',
  component: late(chatPage, 'ThreadPage'),
  // Fetched while the pointer rests on its link; the page does not wait for it.
  loader: ({ params }) => {
    void queryClient.prefetchQuery(messagesQuery(params.threadId))
  },
})

const routes = [
  home,
  page('/chat', 'NewChatPage', chatPage),
  thread,
  page('/bases', 'BasesPage', () => import('@/app/pages/bases-page')),
  page('/bases/$kb', 'BasePage', () => import('@/app/pages/base-page')),
  page('/offers', 'OffersPage', () => import('@/app/pages/offers-page')),
  page('/offers/$offerId', 'OfferPage', () => import('@/app/pages/offer-page')),
  page('/resumes', 'ResumesPage', () => import('@/app/pages/resumes-page')),
  page('/resumes/$resumeId', 'ResumePage', () => import('@/app/pages/resume-page')),
  page('/fit', 'FitPage', () => import('@/app/pages/fit-page')),
  page('/search', 'SearchPage', () => import('@/app/pages/search-page')),
  page('/evaluations', 'EvaluationsPage', () => import('@/app/pages/evaluations-page')),
  page('/account', 'AccountPage', () => import('@/app/pages/account-page')),
  page('/people', 'PeoplePage', () => import('@/app/pages/people-page')),
  page('/server', 'ServerPage', () => import('@/app/pages/server-page')),
  page('/settings', 'SettingsPage', () => import('@/app/pages/settings-page')),
]

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailed,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 400,
  defaultPendingMinMs: 200,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
