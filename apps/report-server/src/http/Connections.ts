/**
 * The connections of a server, and which of them goes when there is no room for one more: those of nobody that has been let in, first
 * the ones that never sent a whole request, the oldest of each. So no crowd of strangers keeps out who may ask.
 */
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Socket } from "node:net"

interface Connection {
  isKnown: boolean
  /** What is read or answered; null: nothing, yet or any more. */
  request: IncomingMessage | null
}

export class Connections {
  readonly #most: number
  /** The oldest first. */
  readonly #all = new Map<Socket, Connection>()

  constructor(most: number) {
    this.#most = most
  }

  add(socket: Socket): void {
    this.#all.set(socket, { isKnown: false, request: null })
    socket.once("close", () => this.#all.delete(socket))
    if (this.#all.size <= this.#most) return
    const leaving = this.#toLeave() ?? socket
    this.#all.delete(leaving)
    leaving.destroy()
  }

  asked(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#all.get(request.socket)
    if (connection === undefined) return
    connection.request = request
    response.once("close", () => {
      if (connection.request === request) connection.request = null
    })
  }

  /** Who asks on it has been let in. */
  know(socket: Socket): void {
    const connection = this.#all.get(socket)
    if (connection !== undefined) connection.isKnown = true
  }

  #toLeave(): Socket | null {
    const all = [...this.#all].slice(0, -1)
    const find = (is: (connection: Connection) => boolean): Socket | undefined =>
      all.find(([, connection]) => is(connection))?.[0]
    return (
      find(({ isKnown, request }) => !isKnown && request?.complete !== true) ??
      find(({ isKnown }) => !isKnown) ??
      find(({ request }) => request === null) ??
      null
    )
  }
}
