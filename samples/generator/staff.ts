/**
 * The people of the shop itself: each working day one of them fetches the stock list, which asks for a name.
 */
import { DAY, DAYS, HOUR, START, isWeekend } from "./clock.ts"
import type { Actor, Emit } from "./log.ts"
import type { Random } from "./random.ts"
import { answer } from "./site.ts"

const someone: Actor = {
  client: "192.0.2.11",
  name: "office.example.com",
  agent: "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
  protocol: "HTTP/2.0",
  role: "person"
}

export const work = (random: Random, emit: Emit): void => {
  for (let day = 0; day < DAYS; day++) {
    if (isWeekend(day)) continue
    const time = START + day * DAY + random.between(7.2, 9) * HOUR
    const request = {
      kind: "hit",
      host: "docs.example.org",
      method: "GET",
      target: "/internal/stock-list.csv"
    } as const
    emit({ ...request, time, actor: someone, status: 401, bytes: 381 })
    const { status, bytes } = answer(request.host, request.target, time)
    emit({
      ...request,
      time: time + random.between(3, 8),
      actor: { ...someone, user: random.pick(["mara", "jonas"]) },
      status,
      bytes
    })
  }
}
