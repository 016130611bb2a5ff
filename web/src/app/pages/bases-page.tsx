export function BasesPage() {
  return <h1>BasesPage</h1>
}
