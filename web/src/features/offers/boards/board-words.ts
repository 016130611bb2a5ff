import type { BackendName, BoardField } from '@/features/offers/boards/backends'
import { boardWordsFr } from '@/features/offers/boards/board-words-fr'
import { plural } from '@/lib/words'

const backends: Record<BackendName, string> = {
  greenhouse: 'Greenhouse',
  lever: 'Lever',
  'lever-eu': 'Lever (Europe)',
  ashby: 'Ashby',
  recruitee: 'Recruitee',
  smartrecruiters: 'SmartRecruiters',
  civiweb: 'Mon Volontariat International (VIE, VIA)',
  'json-ld': 'A page with job offers',
  jsonl: 'A file: one JSON object a line',
  csv: 'A file: table (CSV)',
}
const fields: Record<BoardField, { label: string; hint: string; missing: string }> = {
  slug: {
    label: 'Name of the company there',
    hint: 'The part of the address of its job page that names it, such as “acme”.',
    missing: 'Say how the company is called there.',
  },
  url: {
    label: 'Address of the page',
    hint: 'The page that shows one offer, or lists them.',
    missing: 'Give the address of the page.',
  },
  links: {
    label: 'Links to follow',
    hint: 'A part of the addresses of its offers, such as “/jobs/”. Empty: only the page itself.',
    missing: '',
  },
  path: {
    label: 'Where the file is',
    hint: 'On the computer that Folioscope runs on, in a folder that may be read (setting FOLIOSCOPE_ALLOWED_ROOTS).',
    missing: 'Say where the file is.',
  },
  words: {
    label: 'Only offers with these words',
    hint: 'Empty: all offers.',
    missing: '',
  },
}
const counts: Record<string, (count: number, shown: string) => string> = {
  seen: (_, shown) => `${shown} seen`,
  new: (_, shown) => `${shown} new`,
  changed: (_, shown) => `${shown} changed`,
  closed: (_, shown) => `${shown} closed`,
  failed: (_, shown) => `${shown} not readable`,
}

const en = {
  title: 'Job boards',
  summary: (count: number, shown: string) =>
    `${shown} job ${plural('en', count, 'board', 'boards')}`,
  isLooking: 'being looked at now',
  add: 'Add a job board',
  emptyTitle: 'No job board yet',
  empty:
    'A job board is where offers come from: the job page of a company, or a file. Folioscope looks at it when you ask, or by itself every few hours, and keeps what is new, changed or gone.',
  dialogText: 'Its offers come when it is looked at for the first time, which begins at once.',
  backend: 'Where the offers are',
  backends,
  fields,
  name: 'Name',
  nameHint: 'As you will know it by. Its offers also make a knowledge base of this name.',
  nameMissing: 'Give it a name.',
  nameTaken: 'There is a job board of this name already.',
  settings: {
    CIVIWEB_API_KEY:
      'It answers only with a key, which is set on the server. Without one, looking at it fails.',
    FOLIOSCOPE_BOARD_HOSTS:
      'Pages are read only from sites that are named on the server. Others are refused.',
    FOLIOSCOPE_BOARDS_PERMITTED:
      'It asks programs not to read it. If you have leave to, say so on the server; until then it is refused.',
  } as Record<string, string>,
  setting: 'Setting of the server:',
  every: 'Look by itself',
  everyOf: (name: string) => `How often “${name}” is looked at by itself`,
  never: 'Only when asked',
  hours: (count: number) => `every ${count === 1 ? 'hour' : `${count} hours`}`,
  days: (count: number) => `every ${count === 1 ? 'day' : `${count} days`}`,
  minutes: (count: number) => `every ${count} minutes`,
  added: (name: string) => `“${name}” is added. Its offers are coming.`,
  look: 'Look now',
  lookAt: (name: string) => `Look now at “${name}”`,
  stop: 'Stop',
  stopFor: (name: string) => `Stop looking at “${name}”`,
  waiting: (name: string) => `“${name}” is about to be looked at…`,
  looking: (name: string) => `Looking at “${name}”…`,
  counts,
  open: (_: number, shown: string) => `${shown} open`,
  closed: (_: number, shown: string) => `${shown} closed`,
  neverLooked: 'Not looked at yet.',
  looked: (ago: string) => `Last looked at ${ago}.`,
  next: (moment: string) => `Next time: ${moment}.`,
  failed: (why: string) => `The last look failed. ${why}`,
  cancelled: 'The last look was stopped.',
  partial: 'Not everything was seen, so nothing was taken for closed.',
  nothingNew: 'Nothing new since the look before.',
  more: (name: string) => `More for “${name}”`,
  looks: 'Looks so far',
  looksTitle: (name: string) => `Looks at “${name}”`,
  toBase: 'Its knowledge base',
  showOffers: 'Show its offers',
  remove: 'Remove…',
  removeTitle: (name: string) => `Remove “${name}”?`,
  removeText: (_: number, shown: string) =>
    `Its offers (${shown}), their documents and its knowledge base go with it. This cannot be undone.`,
  removeAct: 'Remove',
  removed: (name: string) => `“${name}” is removed.`,
  notReadable: (count: number, shown: string) =>
    `${shown} ${plural('en', count, 'offer', 'offers')} could not be read`,
  failuresGone: 'What they were is not kept any more. Look again to see.',
  states: {
    waiting: 'Waiting',
    listing: 'Looking',
    listed: 'Storing',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Stopped',
  },
}

export type BoardWords = typeof en
export const boardWords = { en, fr: boardWordsFr }
