// The first that is found counts: nearly all of them say that they are Chrome and Safari, too.
const browsers: [name: string, mark: RegExp][] = [
  ['Edge', /\bEdg(?:A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|HeadlessChrome|Chromium|CriOS)\//],
  ['Safari', /\bVersion\/\S+ .*\bSafari\//],
]

const systems: [name: string, mark: RegExp][] = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
]

function firstIn(names: [name: string, mark: RegExp][], agent: string) {
  return names.find(([, mark]) => mark.test(agent))?.[0]
}

/**
 * What people call the program and the system of a `User-Agent`, such as “Firefox, Windows”.
 *
 * Of one that is no browser the first product without its version (“curl”), as RFC 9110 §10.1.5
 * has the header; of none an empty text.
 */
export function deviceName(agent: string) {
  const browser = firstIn(browsers, agent) ?? /^[^\s/]{1,40}/.exec(agent)?.[0]
  return [browser, firstIn(systems, agent)].filter(Boolean).join(', ')
}
