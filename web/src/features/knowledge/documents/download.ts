/** Save a file of the server; the page stays as it is. */
export function download(url: string) {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}
