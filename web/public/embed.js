// Shows a public chat where it stands:
// <script src="https://HOST/embed.js" data-chat="LAST-PART-OF-ITS-ADDRESS" async></script>
// Besides: data-title, what it is called to screen readers; data-height, in pixels.
{
  const script = document.currentScript
  const { chat = '', title = 'Chat', height = '' } = script?.dataset ?? {}
  if (script && /^[\w-]{16,64}$/.test(chat)) {
    const frame = document.createElement('iframe')
    frame.src = new URL(`/ask/${chat}`, script.src).href
    frame.title = title
    frame.loading = 'lazy'
    frame.referrerPolicy = 'no-referrer'
    frame.allow = 'clipboard-write'
    frame.sandbox.value = 'allow-scripts allow-same-origin allow-forms allow-popups'
    frame.style.width = '100%'
    frame.style.height = `${Math.min(Math.max(Number(height) || 560, 240), 4000)}px`
    frame.style.border = '0'
    script.after(frame)
  }
}
