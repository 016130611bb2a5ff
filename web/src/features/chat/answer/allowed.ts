import type { Options } from 'rehype-sanitize'

/** All that markdown may become. What reads it makes no more; this holds should it ever err. */
export const ALLOWED: Options = {
  tagNames: [
    ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'br', 'blockquote'],
    ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
    ...['strong', 'em', 'del', 'code', 'pre', 'a'],
  ],
  attributes: {
    a: ['href'],
    code: [['className', /^language-[\w+#.-]{1,40}$/]],
    ol: ['start'],
    th: ['align'],
    td: ['align'],
  },
  protocols: { href: ['http', 'https', 'mailto'] },
  ancestors: {},
  clobber: [],
  required: {},
  strip: [],
  allowComments: false,
  allowDoctypes: false,
}
