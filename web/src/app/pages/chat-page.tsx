export function NewChatPage() {
  return <h1>NewChatPage</h1>
}

export function ThreadPage() {
  return <h1>ThreadPage</h1>
}
