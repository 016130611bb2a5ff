import type { ListName } from '@/features/offers/offer-params'
import { listWordsFr } from '@/features/offers/list-words-fr'
import { plural } from '@/lib/words'

const lists: Record<ListName, { label: string; hint: string }> = {
  boards: { label: 'Job boards', hint: '' },
  countries: { label: 'Countries', hint: 'France, DE' },
  cities: { label: 'Cities', hint: 'Lyon, Berlin' },
  companies: { label: 'Companies', hint: 'a part of the name' },
  titles: { label: 'Job titles', hint: 'a part of the title' },
  sectors: { label: 'Sectors', hint: 'health, IT' },
}

const en = {
  title: 'Job offers',
  query: 'Search the job offers',
  placeholder: 'What the job is about: “train a team of bakers”…',
  search: 'Search',
  filters: 'Filters',
  filtersSet: (count: number) => `Filters · ${count} set`,
  clear: 'Clear the filters',
  lists,
  commas: 'Put commas between several words.',
  contract: 'Contract',
  remote: 'Work from home',
  state: 'Which offers',
  states: { open: 'Open', closed: 'Closed', any: 'Open and closed' },
  closedNotFound: 'Closed offers are only listed; a search finds open ones.',
  since: 'Posted since',
  until: 'Posted until',
  least: 'Salary a year, at least',
  most: 'Salary a year, at most',
  currency: 'Currency',
  currencyHint: 'EUR',
  currencyWrong: 'Three letters, such as EUR.',
  amountWrong: 'A number, such as 42000.',
  results: 'Offers',
  counted: (count: number, shown: string) => `${shown} ${plural('en', count, 'offer', 'offers')}`,
  found: (count: number, shown: string) =>
    count === 0 ? 'Nothing found' : `The ${shown} that fit best`,
  loading: 'Looking for offers…',
  more: 'Show more',
  nothing: 'No offer fits',
  nothingHint: 'Loosen the filters, or look for other words.',
  noOffers: 'No offers yet',
  noOffersHint: 'They come once a job board has been looked at.',
  select: (title: string) => `Select “${title}”`,
  selected: (_: number, shown: string) => `${shown} selected`,
  unselect: 'Select none',
  fits: (percent: string) => `fits ${percent}`,
  summarise: 'Summarise these',
  summariseOne: 'Summarise',
  report: 'Report',
  newTab: '(opens in a new tab)',
  save: 'Save as a file',
  formats: {
    csv: 'Table (CSV)',
    jsonl: 'JSON lines',
    parquet: 'Parquet',
    npz: 'With vectors, for NumPy (NPZ)',
  },
  saveFailed: 'The file could not be made.',
  summary: 'Summary',
  summaryOf: (count: number, shown: string) =>
    `Summary of ${shown} ${plural('en', count, 'offer', 'offers')}`,
  newest: (shown: string) => `Of those that fit, the newest ${shown} are summarised.`,
  writing: 'Being written…',
  byModel: (model: string) => `Written by ${model}. Check what matters in the offers themselves.`,
  byCounting: 'Counted and quoted, without a language model.',
  stop: 'Stop',
  stopped: 'Stopped. This is what was there by then.',
  close: 'Close the summary',
  numbers: 'The offers by their numbers',
}

export type ListWords = typeof en
export const listWords = { en, fr: listWordsFr }
