const en = {
  skip: 'Skip to the content',
  menu: 'Menu',
  closeMenu: 'Close the menu',
  newChat: 'New chat',
  pages: 'Pages',
  chat: 'Chat',
  bases: 'Knowledge bases',
  search: 'Search',
  evaluations: 'Evaluation',
  settings: 'Settings',
}

const fr: typeof en = {
  skip: 'Aller au contenu',
  menu: 'Menu',
  closeMenu: 'Fermer le menu',
  newChat: 'Nouvelle conversation',
  pages: 'Pages',
  chat: 'Conversation',
  bases: 'Bases de connaissances',
  search: 'Recherche',
  evaluations: 'Évaluation',
  settings: 'Réglages',
}

export const shellWords = { en, fr }
