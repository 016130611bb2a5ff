import { plural } from '@/lib/words'

const en = {
  title: 'Fit',
  intro:
    'A job is read as a list of requirements, and each is looked for in the CVs. Every verdict shows the line it rests on; the score is counted from the verdicts alone.',
  none: '–',

  comparing: 'Comparing…',
  start: 'Choose whose CV and which job',
  startHint:
    'Then you see who fits how well, requirement by requirement, with the lines of the CVs.',
  ranking: 'Who fits best',
  countOf: (count: number, text: string) =>
    plural('en', count, '1 person compared', `${text} people compared`),
  cut: (shown: string, total: string) => `The best ${shown} of ${total} are shown.`,
  nothingAsked: 'Nothing could be read that the job asks for. Add a requirement by hand.',

  rank: 'Rank',
  name: 'Name',
  score: 'Score',
  atMost: 'At most',
  confidence: 'Confidence',
  scoreHint: 'The share of what is asked that the CV shows; half for what is shown in part.',
  atMostHint: 'What the score would be if all that the CV does not tell were there.',
  confidenceHint: 'How sure the verdicts are. It does not change the score.',
  ruledOut: 'Ruled out',
  openGate: 'To be asked',
  failedBy: (asked: string) => `Ruled out: ${asked}`,
  openBy: (asked: string) => `To be asked before anything else: ${asked}`,
  verdicts: { met: 'Met', partly: 'Partly', absent: 'Absent', unknown: 'Unknown' },
  verdictHints: {
    met: 'a line of the CV shows it',
    partly: 'part of it is shown',
    absent: 'the CV does not have it',
    unknown: 'the CV does not tell',
  },
  cell: (name: string, asked: string, verdict: string) => `${name}, ${asked}: ${verdict}`,
  keys: 'Arrow keys go from verdict to verdict; Enter shows the line of the CV.',
  legend: 'What the signs mean',
  filterNames: 'Filter by name',
  hideRuledOut: 'Hide who is ruled out',
  nobodyLeft: 'Nobody is left over. Change the filter.',
  pageOf: (first: string, last: string, total: string) => `${first} to ${last} of ${total}`,
  before: 'Previous',
  after: 'Next',

  all: 'Everybody',
  seeAll: (name: string) => `See all of ${name}`,
  profile: 'See the profile',
  openCv: 'Open the CV',
  quoteAt: (page: number | null) =>
    page === null ? 'Show in the CV' : `Show in the CV, page ${page}`,
  fromProfile: 'Said in the profile; no document shows it.',
  verdictList: 'Requirement by requirement',
  gone: 'This person is not in the comparison any more.',

  explanation: 'In words',
  explain: 'Explain in words',
  explainAgain: 'Explain again',
  explainHint: 'The words change no verdict and no score.',
  explaining: 'Writing…',
  stop: 'Stop',
  stopped: 'Stopped.',
  by: (model: string) => `Written by ${model}.`,
  byRules: 'Put together from the verdicts, without a language model.',
  leftOut: (count: number) =>
    plural(
      'en',
      count,
      '1 sentence contradicted the verdicts and was left out.',
      `${count} sentences contradicted the verdicts and were left out.`,
    ),
  toRequirement: (number: number, asked: string) => `Requirement ${number}: ${asked}`,

  download: 'Download',
  asJson: 'All data (JSON)',
  asCsv: 'Table (CSV)',
  asHtml: 'Page to print (HTML)',
}

const fr: typeof en = {
  title: 'Adéquation',
  intro:
    'Un poste est lu comme une liste d’exigences, et chacune est cherchée dans les CV. Chaque verdict montre la ligne sur laquelle il repose ; le score se calcule à partir des seuls verdicts.',
  none: '–',

  comparing: 'Comparaison en cours…',
  start: 'Choisissez un CV et un poste',
  startHint:
    'Vous verrez alors qui convient le mieux, exigence par exigence, avec les lignes des CV.',
  ranking: 'Qui convient le mieux',
  countOf: (count, text) =>
    plural('fr', count, `${text} personne comparée`, `${text} personnes comparées`),
  cut: (shown, total) => `Les ${shown} meilleures sur ${total} sont affichées.`,
  nothingAsked: 'Rien de ce que demande le poste n’a pu être lu. Ajoutez une exigence à la main.',

  rank: 'Rang',
  name: 'Nom',
  score: 'Score',
  atMost: 'Au plus',
  confidence: 'Confiance',
  scoreHint: 'La part de ce qui est demandé que le CV montre ; la moitié si ce n’est qu’en partie.',
  atMostHint: 'Ce que serait le score si tout ce que le CV ne dit pas était là.',
  confidenceHint: 'À quel point les verdicts sont sûrs. Elle ne change pas le score.',
  ruledOut: 'Éliminé',
  openGate: 'À demander',
  failedBy: (asked) => `Éliminé\u00a0: ${asked}`,
  openBy: (asked) => `À demander avant tout\u00a0: ${asked}`,
  verdicts: { met: 'Rempli', partly: 'En partie', absent: 'Absent', unknown: 'Inconnu' },
  verdictHints: {
    met: 'une ligne du CV le montre',
    partly: 'le CV en montre une partie',
    absent: 'le CV ne l’a pas',
    unknown: 'le CV ne le dit pas',
  },
  cell: (name, asked, verdict) => `${name}, ${asked}\u00a0: ${verdict}`,
  keys: 'Les flèches vont d’un verdict à l’autre ; Entrée montre la ligne du CV.',
  legend: 'Ce que veulent dire les signes',
  filterNames: 'Filtrer par nom',
  hideRuledOut: 'Masquer les éliminés',
  nobodyLeft: 'Il ne reste personne. Modifiez le filtre.',
  pageOf: (first, last, total) => `${first} à ${last} sur ${total}`,
  before: 'Précédent',
  after: 'Suivant',

  all: 'Tout le monde',
  seeAll: (name) => `Tout voir de ${name}`,
  profile: 'Voir le profil',
  openCv: 'Ouvrir le CV',
  quoteAt: (page) => (page === null ? 'Montrer dans le CV' : `Montrer dans le CV, page ${page}`),
  fromProfile: 'Dit dans le profil ; aucun document ne le montre.',
  verdictList: 'Exigence par exigence',
  gone: 'Cette personne n’est plus dans la comparaison.',

  explanation: 'En mots',
  explain: 'Expliquer en mots',
  explainAgain: 'Expliquer à nouveau',
  explainHint: 'Les mots ne changent ni verdict ni score.',
  explaining: 'Rédaction en cours…',
  stop: 'Arrêter',
  stopped: 'Arrêté.',
  by: (model) => `Rédigé par ${model}.`,
  byRules: 'Composé à partir des verdicts, sans modèle de langage.',
  leftOut: (count) =>
    plural(
      'fr',
      count,
      `${count} phrase contredisait les verdicts et a été retirée.`,
      `${count} phrases contredisaient les verdicts et ont été retirées.`,
    ),
  toRequirement: (number, asked) => `Exigence ${number}\u00a0: ${asked}`,

  download: 'Télécharger',
  asJson: 'Toutes les données (JSON)',
  asCsv: 'Tableau (CSV)',
  asHtml: 'Page à imprimer (HTML)',
}

export const fitWords = { en, fr }
