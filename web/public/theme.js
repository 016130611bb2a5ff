// Runs before the first paint, so that a chosen theme and language do not flash in late.
try {
  const kept = JSON.parse(localStorage.getItem('folioscope.preferences') || '{}')
  if (kept.theme === 'light' || kept.theme === 'dark') {
    document.documentElement.dataset.theme = kept.theme
  }
  const language = kept.locale || navigator.language
  document.documentElement.lang = String(language).startsWith('fr') ? 'fr' : 'en'
} catch {
  // A browser that keeps nothing shows the theme of the system.
}
