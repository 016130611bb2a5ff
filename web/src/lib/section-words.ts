const en = {
  summary: 'Summary',
  experience: 'Experience',
  education: 'Education',
  skills: 'Skills',
  languages: 'Languages',
  projects: 'Projects',
  certificates: 'Certificates',
  publications: 'Publications',
  awards: 'Awards',
  volunteering: 'Volunteering',
  interests: 'Interests',
  references: 'References',
  contact: 'Contact',
}

const fr: typeof en = {
  summary: 'Profil',
  experience: 'Expérience',
  education: 'Formation',
  skills: 'Compétences',
  languages: 'Langues',
  projects: 'Projets',
  certificates: 'Certifications',
  publications: 'Publications',
  awards: 'Distinctions',
  volunteering: 'Bénévolat',
  interests: 'Centres d’intérêt',
  references: 'Références',
  contact: 'Coordonnées',
}

/** The sections of CVs, by the names that the server gives them. */
export const sectionWords = { en, fr }

export type SectionName = keyof typeof en

/** The name of a section in words; one that is not known here as it comes. */
export function sectionTitle(words: typeof en, section: string): string {
  return Object.hasOwn(words, section) ? words[section as SectionName] : section
}
