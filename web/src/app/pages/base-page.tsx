export function BasePage() {
  return <h1>BasePage</h1>
}
