import { plural } from '@/lib/words'

const en = {
  contracts: {
    permanent: 'Permanent',
    fixed_term: 'Fixed term',
    internship: 'Internship',
    apprenticeship: 'Apprenticeship',
    freelance: 'Freelance',
    temporary: 'Temporary',
    vie: 'VIE',
    via: 'VIA',
  },
  remotes: {
    none: 'On site',
    hybrid: 'Partly remote',
    full: 'Fully remote',
    unknown: 'Not told',
  },
  periods: {
    hour: 'an hour',
    day: 'a day',
    week: 'a week',
    month: 'a month',
    year: 'a year',
  },
  from: (amount: string) => `from ${amount}`,
  upTo: (amount: string) => `up to ${amount}`,
  morePlaces: (count: number) => `and ${count} more ${plural('en', count, 'place', 'places')}`,
  closed: 'Closed',
  posted: (day: string) => `posted ${day}`,
  noCompany: 'Company not told',
}

const fr: typeof en = {
  contracts: {
    permanent: 'CDI',
    fixed_term: 'CDD',
    internship: 'Stage',
    apprenticeship: 'Alternance',
    freelance: 'Indépendant',
    temporary: 'Intérim',
    vie: 'VIE',
    via: 'VIA',
  },
  remotes: {
    none: 'Sur place',
    hybrid: 'Télétravail partiel',
    full: 'Télétravail complet',
    unknown: 'Non précisé',
  },
  periods: {
    hour: 'par heure',
    day: 'par jour',
    week: 'par semaine',
    month: 'par mois',
    year: 'par an',
  },
  from: (amount) => `à partir de ${amount}`,
  upTo: (amount) => `jusqu’à ${amount}`,
  morePlaces: (count) => `et ${count} ${plural('fr', count, 'autre lieu', 'autres lieux')}`,
  closed: 'Clôturée',
  posted: (day) => `publiée le ${day}`,
  noCompany: 'Entreprise non précisée',
}

export const factWords = { en, fr }
