export function EvaluationsPage() {
  return <h1>EvaluationsPage</h1>
}
