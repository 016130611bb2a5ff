import type { RunEvent } from '@/runs/events'

/** A socket whose other end is the test. */
export class ScriptedSocket {
  readyState: number = WebSocket.CONNECTING
  sent: Record<string, unknown>[] = []
  onopen: () => void = () => {}
  onmessage: (event: { data: string }) => void = () => {}
  onclose: (event: { code: number; reason: string }) => void = () => {}

  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }
  close() {
    this.readyState = WebSocket.CLOSED
  }
  accept() {
    this.readyState = WebSocket.OPEN
    this.onopen()
  }
  say(message: object) {
    this.onmessage({ data: JSON.stringify(message) })
  }
  tell(runId: string, ...events: RunEvent[]) {
    events.forEach((event) => {
      this.say({ run_id: runId, ...event })
    })
  }
  lose(code = 1006) {
    this.readyState = WebSocket.CLOSED
    this.onclose({ code, reason: '' })
  }
}
