/**
 * The API and the programs that use it. One of them, after an update of its own, brings the hour of 500s.
 *
 * The API writes Common Log Format: no user agents here, but the names of those who signed in.
 */
import { DAY, DAYS, END, HOUR, MINUTE, START, STORM, STORM_OVER, at, isWeekend, moment, office } from "./clock.ts"
import type { Actor, Chapter, Emit } from "./log.ts"
import type { Random } from "./random.ts"
import { products } from "./site.ts"

const program = (client: string, user?: string, role: Actor["role"] = "partner"): Actor => ({
  client,
  protocol: "HTTP/1.1",
  role,
  ...(user !== undefined && { user })
})

const health = program("192.0.2.12", undefined, "monitor")
const greenhouse = program("2001:db8:2c0::14", "greenhouse")
const warehouse = program("198.51.100.20", "warehouse")
const compare = program("203.0.113.40")
const student = program("198.51.100.57", undefined, "library")
const curious = program("203.0.113.78", undefined, "library")
export const mossmarket = program("203.0.113.77", "mossmarket")

export const useApi = (random: Random, emit: Emit): void => {
  const call: Call = (time, actor, request, status, bytes, chapter) => {
    const [method, target] = request.split(" ") as [string, string]
    const host = "api.example.com" as const
    emit({ kind: "hit", time, host, actor, method, target, status, bytes, ...(chapter && { chapter }) })
  }
  beHealthy(random.fork("health"), call)
  keepInStep(random.fork("greenhouse"), call)
  pickAndPack(random.fork("warehouse"), call)
  comparePrices(random.fork("compare"), call)
  placeOrders(random.fork("mossmarket"), call)
  storm(random.fork("storm"), call)
  scrape(random.fork("student"), call)
}

type Call = (time: number, actor: Actor, request: string, status: number, bytes: number, chapter?: Chapter) => void

/** Now and then a call fails for reasons of its own; in the hour of the storm more of them do, with 503. */
const trouble = (random: Random, time: number): number => {
  if (time >= STORM && time < STORM_OVER) return random.chance(0.12) ? 503 : 0
  return random.chance(0.003) ? random.pick([500, 502, 502, 504]) : 0
}

const beHealthy = (random: Random, call: Call): void => {
  for (let time = START + 7; time < END; time += 10 * MINUTE + random.between(-0.3, 0.4)) {
    const stormy = time >= STORM && time < STORM_OVER && random.chance(0.3)
    call(time, health, "GET /health", stormy ? 503 : 200, stormy ? 41 : 15)
  }
}

const keepInStep = (random: Random, call: Call): void => {
  let sequence = 48_120
  let n = 0
  for (let time = START + 3 * MINUTE; time < END; time += 10 * MINUTE + random.between(-1, 2)) {
    if (n++ % 6 === 0) call(time - 0.4, greenhouse, "POST /v1/token", 200, 312)
    const failure = trouble(random, time)
    const news = random.chance(0.55) ? random.int(1, 9) : 0
    const answer = failure || (news === 0 ? 204 : 200)
    call(time, greenhouse, `GET /v1/changes?after=${sequence}`, answer, failure ? 127 : news * 96)
    if (!failure) sequence += news
  }
}

const pickAndPack = (random: Random, call: Call): void => {
  let hold = 860
  for (let day = 0; day < DAYS; day++) {
    if (isWeekend(day)) continue
    const from = START + day * DAY + 7 * HOUR
    for (let time = from; time < from + 10 * HOUR; time += 6 * MINUTE + random.between(-1, 3)) {
      const failure = trouble(random, time)
      call(time, warehouse, "GET /v1/orders?state=open", failure || 200, failure ? 127 : random.int(2, 2600))
    }
    for (let n = random.int(90, 130); n > 0; n--) {
      const time = from + random.between(0, 10 * HOUR)
      const failure = trouble(random, time)
      call(
        time,
        warehouse,
        `PUT /v1/stock/${1001 + random.int(0, products.length - 1)}`,
        failure || 204,
        failure ? 127 : 0
      )
      if (random.chance(0.12))
        call(time + 0.8, warehouse, `DELETE /v1/holds/${hold++}`, random.chance(0.05) ? 404 : 204, 0)
    }
  }
}

const comparePrices = (random: Random, call: Call): void => {
  for (let start = START + 1.2 * HOUR; start < END; start += 4 * HOUR) {
    let time = start + random.between(0, 300)
    for (let page = 1; page <= 3; page++) {
      call(time, compare, `GET /v1/products?page=${page}`, 200, [8412, 8377, 6105][page - 1] ?? 0)
      time += random.between(1, 3)
    }
  }
}

/** An ordinary customer, before and after. */
const placeOrders = (random: Random, call: Call): void => {
  for (let day = 0; day < DAYS; day++) {
    for (let n = isWeekend(day) ? random.int(4, 7) : random.int(12, 18); n > 0; n--) {
      const time = moment(random, day, office)
      if (time > STORM - 2 * HOUR && time < STORM_OVER + HOUR) continue
      call(time, mossmarket, "POST /v1/orders", random.chance(0.04) ? 422 : 201, 204 + random.int(0, 40))
      if (random.chance(0.5)) call(time + 2, mossmarket, "GET /v1/stock/1002", 200, 76)
    }
  }
}

/** It was updated at 14:00 and now sends what the API cannot read, at once again after each failure. */
const storm = (random: Random, call: Call): void => {
  call(STORM - 41, mossmarket, "POST /v1/token", 200, 312)
  for (let time = STORM; time < STORM_OVER; time += random.between(2.1, 4.4)) {
    call(time, mossmarket, "POST /v1/orders", 500, 312, "storm")
  }
  call(at("2026-11-10T15:41:08"), mossmarket, "POST /v1/token", 200, 312)
  call(at("2026-11-10T15:41:09"), mossmarket, "POST /v1/orders", 201, 229)
  const looks = ["GET /v1/", "GET /v1/orders", "OPTIONS /v1/orders", "GET /v1/orders/schema.json"]
  for (const [n, look] of looks.entries()) {
    call(
      at("2026-11-10T14:51:30") + n * random.between(9, 30),
      curious,
      look,
      [404, 401, 204, 404][n] ?? 200,
      n === 2 ? 0 : 88
    )
  }
}

/** A script that reads the whole shop too fast on a Saturday evening and is told so. */
const scrape = (random: Random, call: Call): void => {
  let time = at("2026-11-14T19:22:10")
  for (let round = 0; round < 9; round++) {
    for (let n = 0; n < products.length; n++) {
      const throttled = n > 11 + random.int(0, 9)
      call(
        time,
        student,
        `GET /v1/products/${1001 + n}`,
        throttled ? 429 : 200,
        throttled ? 63 : 380 + n,
        throttled ? "throttled" : undefined
      )
      time += random.between(0.1, 0.5)
    }
    time += random.between(55, 70)
  }
}
